'use client';

import { useEffect, useRef } from 'react';
import { useEditor } from '../editor-context';
import { useTest, useTestActions } from './test-context';

/** Starts a test call each time one is asked for by the button or its keys, unless one is under way. */
export const useStartedByKey = (): void => {
  const actions = useTestActions();
  const signal = useEditor((state) => state.testSignal);
  const isUnderWay = useTest(({ view, playing }) => playing !== null || view?.state.isOver === false);
  const answered = useRef(0);
  const busy = useRef(isUnderWay);
  useEffect(() => {
    busy.current = isUnderWay;
  }, [isUnderWay]);
  useEffect(() => {
    if (signal <= answered.current) return;
    answered.current = signal;
    if (!busy.current) void actions.start();
  }, [signal, actions]);
};
