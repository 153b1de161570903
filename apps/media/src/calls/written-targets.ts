import type { FlowProgram } from '@callwright/flow-engine';

const known = new WeakMap<FlowProgram, ReadonlySet<string>>();

/**
 * Whether a target is written in a flow, or in one it calls, word for word: by its owner, that is, and not said or keyed
 * by whoever calls.
 */
export const isWrittenIn = (program: FlowProgram, target: string): boolean => {
  const texts = known.get(program) ?? textsOf(program);
  known.set(program, texts);
  return texts.has(target.trim());
};

const textsOf = (program: FlowProgram): ReadonlySet<string> => {
  const texts = new Set<string>();
  for (const { nodes, variables } of [program, ...program.subflows.values()]) {
    for (const { config } of nodes.values()) collect(config, texts);
    for (const { initial } of variables.values()) collect(initial, texts);
  }
  return texts;
};

const collect = (value: unknown, texts: Set<string>): void => {
  if (typeof value === 'string') texts.add(value.trim());
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one, texts);
};
