import type { Effect, FlowRef, JournalLine } from '@callwright/protocol';
import { advance } from './advance.js';
import { effectsByCause } from './effects-by-cause.js';
import { type FlowInstance, newInstance } from './instance.js';
import type { FlowProgram } from './program.js';
import { isSameJson } from './same-json.js';

/** Where a replay first differs from its journal. */
export type ReplayDifference = {
  readonly seq: number;
  readonly recorded: readonly Effect[];
  readonly replayed: readonly Effect[];
};

/** A journal run again. */
export type Replay = {
  readonly instance: FlowInstance;
  readonly turns: number;
  readonly difference: ReplayDifference | null;
};

/**
 * Gives a journal's events to the engine again and compares what it answers with what it answered then. Nothing is
 * performed. A journal of the same flow version always replays identically; any difference is a defect of a node. The
 * order of keys does not count: a database may have changed it.
 * @param lines all of a call's lines, in the order of their `seq`
 */
export const replayJournal = (program: FlowProgram, flow: FlowRef | null, lines: readonly JournalLine[]): Replay => {
  const effectsOf = effectsByCause(lines);
  let instance = newInstance(flow);
  let turns = 0;
  for (const line of lines) {
    if (line.kind !== 'event' || !line.toFlow) continue;
    const turn = advance(program, instance, line.event);
    const recorded = effectsOf.get(line.seq) ?? [];
    if (!isSameJson(turn.effects, recorded)) {
      return { instance, turns, difference: { seq: line.seq, recorded, replayed: turn.effects } };
    }
    instance = turn.instance;
    turns += 1;
  }
  return { instance, turns, difference: null };
};
