'use client';

import { scriptAct } from '@callwright/flow-engine';
import type { FlowProblem } from '@callwright/protocol';
import { useMemo } from 'react';
import { useActions } from '../editor-context';
import { useTestActions } from '../test-panel/test-context';

/** Plays the caller who shows a problem in the test panel; null for a problem no caller shows. */
export const usePlayProblem = (problem: FlowProblem): (() => void) | null => {
  const actions = useActions();
  const tests = useTestActions();
  const script = useMemo(() => scriptAct.array().safeParse(problem.script).data ?? null, [problem.script]);
  if (script === null) return null;
  return () => {
    actions.setTestBy('type');
    actions.select({});
    actions.setPanel('call');
    void tests.play(problem, script);
  };
};
