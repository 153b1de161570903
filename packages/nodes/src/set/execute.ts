import { defineNode, type NodeContext, renderTemplate } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { type Assignment, definition, type SetConfig } from './definition.js';

type Variables = Readonly<Record<string, Json>>;

/** Sets every variable, one after the other, then leaves at once. */
export const node = defineNode<SetConfig, null>({
  definition,
  enter: ({ assignments }, context) => ({ next: 'exit', exit: 'done', set: assignAll(assignments, context) }),
  on: () => ({ next: 'wait', local: null }),
});

// Each may use those before it. One without a name is unfinished, and remembers nothing.
const assignAll = (assignments: readonly Assignment[], { vars, nowMs, settings, voice }: NodeContext): Variables => {
  const moment = { nowMs, timeZone: settings.timeZone, language: voice.language };
  const set = new Map<string, Json>();
  for (const one of assignments.filter(({ name }) => name !== '')) {
    set.set(one.name, typedValue(one, renderTemplate(one.value, { ...vars, ...Object.fromEntries(set) }, moment)));
  }
  return Object.fromEntries(set);
};

// What is not a number is kept as the text it is, so that nothing is lost.
const typedValue = ({ kind }: Assignment, text: string): Json => {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'boolean':
      return ['true', 'yes', '1'].includes(text.trim().toLowerCase());
  }
};
