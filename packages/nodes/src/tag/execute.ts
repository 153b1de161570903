import { defineNode, type NodeContext, type NodeEffect, withoutSecrets } from '@callwright/flow-engine';
import { definition, type TagConfig } from './definition.js';

/** As much as the command takes. */
const MAX_TAG_LENGTH = 256;
const MAX_OUTCOME_LENGTH = 64;

/** Asks for the tags to be set, and goes on without waiting. */
export const node = defineNode<TagConfig, null>({
  definition,
  enter: (config, context) => ({ next: 'exit', exit: 'done', effects: tagsOf(config, context) }),
  on: () => ({ next: 'wait', local: null }),
});

const tagsOf = ({ tags, outcome }: TagConfig, context: NodeContext): readonly NodeEffect[] => {
  const text = (template: string, maxLength: number) =>
    withoutSecrets(context.render(template)).trim().slice(0, maxLength);
  const named = tags
    .filter(({ name }) => name !== '')
    .map(({ name, value }) => [name, text(value, MAX_TAG_LENGTH)] as const);
  const result = text(outcome, MAX_OUTCOME_LENGTH);
  if (named.length === 0 && result === '') return [];
  const command = {
    command: 'tag' as const,
    ...(named.length > 0 && { tags: Object.fromEntries(named) }),
    ...(result !== '' && { outcome: result }),
  };
  return [{ effect: 'command', command }];
};
