import { journalLineSchema } from '@callwright/protocol';
import type { Journal } from '../journal.js';

/**
 * The way of a call as its journal tells it: steps entered and left, what was said and asked, variables, and its end.
 * Names of playbacks and questions are each contender's own and are left out.
 */
export const pathOf = (journal: Journal): readonly string[] =>
  journal.lines.flatMap((text) => {
    const line = journalLineSchema.parse(JSON.parse(text));
    if (line.kind === 'event') return [`event ${line.event.event}`];
    if (line.kind !== 'effect') return [];
    const { effect } = line;
    switch (effect.effect) {
      case 'stepEntered':
        return [`enter ${effect.nodeId}`];
      case 'stepLeft':
        return [`leave ${effect.nodeId} by ${effect.exit}`];
      case 'variableSet':
        return [`set ${effect.name} = ${JSON.stringify(effect.value)}`];
      case 'command':
        return [`command ${describe(effect.command)}`];
      default:
        return [effect.effect];
    }
  });

const describe = (command: { readonly command: string; readonly text?: unknown; readonly prompt?: unknown }): string =>
  [command.command, command.text ?? command.prompt]
    .filter((part) => part !== undefined)
    .map(asText)
    .join(' ');
const asText = (part: unknown): string => (typeof part === 'string' ? part : JSON.stringify(part));
