import type { FlowProgram } from './program.js';

const known = new WeakMap<FlowProgram, ReadonlySet<string>>();

/**
 * The texts a flow says to everybody alike: those of its steps and settings that nothing is filled in. Whatever else a
 * call says is for its caller alone.
 */
export const constantTexts = (program: FlowProgram): ReadonlySet<string> => {
  const before = known.get(program);
  if (before !== undefined) return before;
  const texts = new Set<string>();
  for (const { config } of program.nodes.values()) collect(config, texts);
  collect(program.settings, texts);
  known.set(program, texts);
  return texts;
};

const collect = (value: unknown, texts: Set<string>): void => {
  if (typeof value === 'string') {
    if (!value.includes('{{') && !value.includes('{%')) texts.add(value.trim());
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collect(part, texts);
  }
};
