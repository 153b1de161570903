'use client';

import { formatLocalDate, formatLocalTime, localTime, type ScriptGiven } from '@callwright/flow-engine';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useEditorParts } from '../editor-context';
import { documentOf, type EditorState } from '../editor-store';
import { loadCodeRunner } from './load-code-runner';
import { prepareDraft } from './prepare-draft';
import { createTestStore, type TestActions, type TestState, type TestStore, testActions } from './test-store';

type Parts = { readonly store: TestStore; readonly actions: TestActions };

const TestContext = createContext<Parts | undefined>(undefined);

const QUIET_MS = 300;

/** Gives its children the test calls of the editor they stand in. */
export const TestProvider = ({ children }: { readonly children: ReactNode }) => {
  const { store: editor } = useEditorParts();
  const [parts] = useState(() => {
    const store = createTestStore(usualGiven(editor.getState()));
    const prepare = () => {
      const state = editor.getState();
      return prepareDraft(documentOf(state).flow, state.library ?? new Map(), loadCodeRunner);
    };
    return { store, actions: testActions(store, prepare) };
  });
  // A call that runs is made again with what the flow has become; not at every letter that is typed.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = editor.subscribe((state, before) => {
      // Asked for by the button or its keys; a call that is under way is only shown.
      if (state.testSignal !== before.testSignal && !isUnderWay(parts.store.getState())) void parts.actions.start();
      if (documentOf(state).flow === documentOf(before).flow && state.library === before.library) return;
      clearTimeout(timer);
      timer = setTimeout(() => void parts.actions.follow(), QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [editor, parts]);
  return <TestContext.Provider value={parts}>{children}</TestContext.Provider>;
};

const isUnderWay = ({ view, playing }: TestState): boolean => playing !== null || view?.state.isOver === false;

const useParts = (): Parts => {
  const parts = useContext(TestContext);
  if (!parts) throw new Error('This component stands outside of the editor.');
  return parts;
};

/** What can be done with test calls. */
export const useTestActions = (): TestActions => useParts().actions;

/** A piece of what the test panel shows. */
export const useTest = <Value,>(read: (state: TestState) => Value): Value => useStore(useParts().store, read);

const CALLER = '+15550100';
const CALLED = '+15550199';

// Somebody who calls just now: what depends on the time of day is as it would be.
const usualGiven = (state: EditorState): ScriptGiven => ({
  from: CALLER,
  to: state.endpoints[0] ?? CALLED,
  time: momentIn(documentOf(state).flow.settings.timeZone, Date.now()),
});

const momentIn = (timeZone: string, nowMs: number): string => {
  const now = localTime(nowMs, timeZone);
  return `${formatLocalDate(now)}T${formatLocalTime(now)}`;
};
