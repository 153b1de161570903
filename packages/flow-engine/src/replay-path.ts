import type { Effect, EngineEvent, JournalLine, NodeId } from '@callwright/protocol';
import { advance } from './advance.js';
import { effectsByCause } from './effects-by-cause.js';
import { newInstance } from './instance.js';
import type { FlowProgram } from './program.js';
import { isSameJson } from './same-json.js';

/** A part of a call's way; `subflow` is the key of the flow the step is in, null in the one the call began with. */
export type PathMove =
  | { readonly move: 'enters'; readonly step: NodeId; readonly subflow: string | null }
  | { readonly move: 'leaves'; readonly step: NodeId; readonly subflow: string | null; readonly exit: string }
  | { readonly move: 'ends'; readonly reason: string }
  | { readonly move: 'fails'; readonly code: string };

/** Where a call stood, and what it was given, when something first came out differently. */
export type ReplayMoment = {
  readonly seq: number;
  readonly atMs: number;
  readonly event: EngineEvent;
  /** The step the flow was in; null before its first. */
  readonly step: NodeId | null;
  readonly subflow: string | null;
};

/** Where a call takes another way; null where one of the two has nothing to do there. */
export type Divergence = ReplayMoment & { readonly recorded: PathMove | null; readonly now: PathMove | null };
/** Where something else is said or done on the same way. */
export type ChangedEffect = ReplayMoment & { readonly recorded: Effect | null; readonly now: Effect | null };

/** A recorded call, taken again through a flow that may have changed. */
export type PathReplay = {
  /** Turns of the engine that took the recorded way; all there are when nothing diverges. */
  readonly turns: number;
  /** The first effect that differs; null when all are as recorded. */
  readonly change: ChangedEffect | null;
  /** Where the way first differs; null when it is the recorded one to its end. */
  readonly divergence: Divergence | null;
};

/**
 * Takes a recorded call through a flow again, as far as it goes the recorded way: with other words it goes on, with another
 * step it ends, since what was recorded after that would never have happened. Nothing is performed.
 * @param lines all of a call's lines, in the order of their `seq`
 */
export const replayPath = (program: FlowProgram, lines: readonly JournalLine[]): PathReplay => {
  const recordedBy = effectsByCause(lines);
  let instance = newInstance(null);
  let change: ChangedEffect | null = null;
  let turns = 0;
  for (const line of lines) {
    if (line.kind !== 'event' || !line.toFlow) continue;
    const { seq, atMs, event } = line;
    const moment = { seq, atMs, event, step: instance.node, subflow: instance.subflow };
    const recorded = recordedBy.get(seq) ?? [];
    const turn = advance(program, instance, event);
    change ??= firstDifference(recorded, turn.effects, moment);
    const divergence = change && firstDifference(movesIn(recorded), movesIn(turn.effects), moment);
    if (divergence) return { turns, change, divergence };
    instance = turn.instance;
    turns += 1;
  }
  return { turns, change, divergence: null };
};

const movesIn = (effects: readonly Effect[]): readonly PathMove[] => effects.flatMap((effect) => moveOf(effect) ?? []);

const moveOf = (effect: Effect): PathMove | null => {
  switch (effect.effect) {
    case 'stepEntered':
      return { move: 'enters', step: effect.nodeId, subflow: effect.subflow ?? null };
    case 'stepLeft':
      return { move: 'leaves', step: effect.nodeId, subflow: effect.subflow ?? null, exit: effect.exit };
    case 'flowFinished':
      return { move: 'ends', reason: effect.reason };
    case 'flowFailed':
      return { move: 'fails', code: effect.code };
    default:
      return null;
  }
};

const firstDifference = <One extends Effect | PathMove>(
  recorded: readonly One[],
  now: readonly One[],
  moment: ReplayMoment,
): (ReplayMoment & { readonly recorded: One | null; readonly now: One | null }) | null => {
  const length = Math.max(recorded.length, now.length);
  for (let at = 0; at < length; at += 1) {
    const was = recorded[at] ?? null;
    const is = now[at] ?? null;
    if (was === null || is === null || !isSameJson(was, is)) return { ...moment, recorded: was, now: is };
  }
  return null;
};
