'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useMemo } from 'react';
import { highlightOf } from '../../call-panel/call-highlight';
import { formatClock } from '../../calls/format-time';
import type { CallHighlight } from '../call-slot';
import { useEditor } from '../editor-context';
import type { TestCallView } from './test-call';
import { type TestWaiting, testWaiting } from './test-waiting';

/** Lights the way of the test call on the canvas while its page is shown. */
export const useTestHighlight = (view: TestCallView | null, light: (highlight: CallHighlight | null) => void): void => {
  const isShown = useEditor((state) => state.testBy === 'type');
  const words = useWaitingWords();
  const highlight = useMemo(() => {
    if (view === null) return null;
    const { state } = view;
    const waiting = testWaiting(state);
    const way = highlightOf(state.journal);
    return waiting ? { ...way, waitsFor: `${words(waiting)}, ${formatClock(state.atMs)}` } : way;
  }, [view, words]);
  useEffect(() => {
    if (isShown) light(highlight);
  }, [isShown, highlight, light]);
};

/** Says what a test call waits for. */
export const useWaitingWords = (): ((waiting: TestWaiting) => string) => {
  const t = useTranslations('testPanel.line');
  return useMemo(
    () =>
      ({ for: what, name }: TestWaiting) =>
        t(what, { name }),
    [t],
  );
};
