import type { EngineEvent } from '@callwright/protocol';
import { advance } from './advance.js';
import { newInstance } from './instance.js';
import type { FlowProgram } from './program.js';

/**
 * Whether a flow hangs up in its very first turn, before the caller could hear anything: such a call need not be answered.
 * Pure: it only looks ahead.
 * @param start the `flowStarted` event that the flow is to begin with; chance and time are taken from it
 */
export const endsUnheard = (program: FlowProgram, start: EngineEvent): boolean => {
  const { effects } = advance(program, newInstance(null), start);
  const commands = effects.flatMap((effect) => (effect.effect === 'command' ? [effect.command.command] : []));
  return commands.includes('hangup') && commands.every((name) => QUIET.has(name));
};

const QUIET: ReadonlySet<string> = new Set(['hangup', 'tag']);
