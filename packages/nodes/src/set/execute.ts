import { defineNode } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { type Assignment, definition, type SetConfig } from './definition.js';

/** Sets every variable, then leaves at once. */
export const node = defineNode<SetConfig, null>({
  definition,
  enter: ({ assignments }, { render }) => ({
    next: 'exit',
    exit: 'done',
    set: Object.fromEntries(assignments.map((one) => [one.name, typedValue(one, render(one.value))])),
  }),
  on: () => ({ next: 'wait', local: null }),
});

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
