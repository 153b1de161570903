'use client';

import type { FlowProblem } from '@callwright/protocol';
import { useActions } from '../editor-context';

/** Brings the step of a problem into view with its form, and puts the cursor into the setting that is wrong. */
export const useShowProblem = (): ((problem: FlowProblem) => void) => {
  const actions = useActions();
  return ({ nodeId, field }) => {
    if (nodeId === undefined) return;
    // A test call that stands there gives way to the form.
    actions.setPanel('step');
    actions.showNode(nodeId);
    if (field !== undefined) requestAnimationFrame(() => requestAnimationFrame(focusWrongField));
  };
};

// Two frames later the form of the step is drawn; its wrong settings say so themselves.
const focusWrongField = (): void => {
  const wrong = document.querySelector('aside [aria-invalid="true"]');
  if (wrong instanceof HTMLElement) wrong.focus();
};
