import type { FlowEdge, FlowProblem } from '@callwright/protocol';
import type { Capability } from '../node-type.js';
import type { CheckedStep } from './check-step.js';

const words: Readonly<Record<Capability, string>> = {
  files: 'play recordings',
  keysIn: 'hear keys',
  keysOut: 'send keys',
  speech: 'understand words',
  freeSpeech: 'understand whatever is said',
  refer: 'pass calls on',
  bridge: 'join two lines',
  dial: 'call other lines',
  queue: 'let callers wait in a queue',
  conference: 'hold conferences',
  record: 'record',
};

/**
 * What a step needs and the protocol of the call cannot do. A warning where the flow deals with it: something is joined
 * to the step's failure.
 */
export const checkCapabilities = (
  { node, definition, exits, config }: CheckedStep,
  edges: readonly FlowEdge[],
  capabilities: ReadonlySet<Capability>,
): readonly FlowProblem[] => {
  if (!definition || exits === null) return [];
  const failures = exits.filter(({ kind }) => kind === 'failure');
  const isHandled = failures.some(({ name, to }) => to !== undefined || edges.some(({ exit }) => exit === name));
  return (
    (definition.needs?.(config) ?? [])
      // Which words are understood is a question of the recogniser, not of the line.
      .filter((one) => !capabilities.has(one) && one !== 'freeSpeech')
      .map((one) => ({
        severity: isHandled ? 'warning' : 'error',
        code: 'missingCapability',
        message: `The lines of this flow cannot ${words[one]}: the step always fails there.`,
        nodeId: node.id,
      }))
  );
};
