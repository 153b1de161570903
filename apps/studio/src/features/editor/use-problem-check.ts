'use client';

import { useEffect } from 'react';
import { documentOf, type EditorState, type EditorStore } from './editor-store';
import { createCheckWorker, createFlowChecker } from './problems/flow-checker';

const QUIET_MS = 150;

/** Proves the flow a moment after each change, beside the page, so that typing in a large flow stays quick. */
export const useProblemCheck = (store: EditorStore): void => {
  useEffect(() => {
    const checker = createFlowChecker(createCheckWorker);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      const state = store.getState();
      const { prompts, speech, protocols } = state;
      checker.check(
        { flow: documentOf(state).flow, library: libraryOf(state), prompts, speech, protocols },
        (problems) => store.setState({ problems }),
      );
    };
    check();
    const stop = store.subscribe((state, before) => {
      if (isSameQuestion(state, before)) return;
      clearTimeout(timer);
      timer = setTimeout(check, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
      checker.close();
    };
  }, [store]);
};

const isSameQuestion = (a: EditorState, b: EditorState): boolean =>
  documentOf(a).flow === documentOf(b).flow &&
  a.library === b.library &&
  a.prompts === b.prompts &&
  a.speech === b.speech &&
  a.protocols === b.protocols;

// Once published, the flow is itself what calls of it come to.
const libraryOf = (state: EditorState) =>
  state.library && [...state.library, [state.flowId, documentOf(state).flow] as const];
