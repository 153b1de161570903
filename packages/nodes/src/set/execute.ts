import { defineNode, type NodeContext } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { assigned } from './assign.js';
import type { Assignment } from './assignment.js';
import { definition, type SetConfig } from './definition.js';

/** Does every assignment, one after the other, then leaves at once. */
export const node = defineNode<SetConfig, null>({
  definition,
  enter: ({ assignments }, context) => ({ next: 'exit', exit: 'done', set: assignAll(assignments, context) }),
  on: () => ({ next: 'wait', local: null }),
});

// Each may use those before it. One without a name is unfinished, and remembers nothing.
const assignAll = (
  assignments: readonly Assignment[],
  { vars, nowMs, settings, voice }: NodeContext,
): Readonly<Record<string, Json>> => {
  const moment = { nowMs, timeZone: settings.timeZone, language: voice.language };
  const set = new Map<string, Json>();
  let now = vars;
  for (const one of assignments) {
    if (one.name === '') continue;
    const value = assigned(one, { vars: now, moment });
    set.set(one.name, value);
    now = { ...now, [one.name]: value };
  }
  return Object.fromEntries(set);
};
