import type { Effect, JournalLine, NodeId } from '@callwright/protocol';
import { replayJournal } from '../replay.js';
import type { CallRecord } from '../simulator/call-record.js';
import { longestSilence } from './longest-silence.js';

/**
 * What can go wrong in a call. `bound`: the engine had to stop it. `flowFailed`: it came to its last words. `stepFailed`: a
 * step failed and had no way out for that. `silence`: the caller heard nothing for too long. `neverEnds`: nothing would
 * ever happen any more. `replay`: its journal does not give the same call again.
 */
export type FailureKind = 'bound' | 'flowFailed' | 'stepFailed' | 'silence' | 'neverEnds' | 'replay';

/** Something that went wrong in a call. */
export type Failure = { readonly kind: FailureKind; readonly nodeId: NodeId | null; readonly message: string };

/** Longer than this no caller should wait without hearing anything. */
export const MAX_SILENCE_MS = 30_000;

const BOUNDS: ReadonlySet<string> = new Set([
  'flow.stepLimit',
  'flow.tooManySteps',
  'flow.tooDeep',
  'flow.valueTooLarge',
]);

/** Everything that went wrong in a call, but that it never ends, which its record cannot tell. */
export const failuresIn = (
  { program, journal, instance }: CallRecord,
  maxSilenceMs = MAX_SILENCE_MS,
): readonly Failure[] => {
  const effects = journal.flatMap((line) => (line.kind === 'effect' ? [line.effect] : []));
  const { difference } = replayJournal(program, instance.flow, journal);
  return [
    ...effects.flatMap((effect, at) => failureOf(effect, effects[at - 1], effects[at + 1])),
    ...(difference
      ? [{ kind: 'replay' as const, nodeId: null, message: `It differs at line ${difference.seq}.` }]
      : []),
    ...tooSilent(journal, maxSilenceMs),
  ];
};

// What is left by its own way out for failures has been dealt with: there, or where nothing is joined to it, by what the
// flow says when it fails.
const failureOf = (effect: Effect, before: Effect | undefined, after: Effect | undefined): readonly Failure[] => {
  if (effect.effect !== 'flowFailed' && effect.effect !== 'stepFailed') return [];
  const { nodeId, code, message } = effect;
  if (BOUNDS.has(code)) return [{ kind: 'bound', nodeId, message }];
  const isHandled = [before, after].some((other) => other?.effect === 'stepLeft' && other.nodeId === nodeId);
  return isHandled ? [] : [{ kind: effect.effect, nodeId, message }];
};

const tooSilent = (journal: readonly JournalLine[], maxSilenceMs: number): readonly Failure[] => {
  const { silenceMs, nodeId } = longestSilence(journal);
  if (silenceMs <= maxSilenceMs) return [];
  const message = `The caller hears nothing for ${Math.round(silenceMs / 1000)} seconds.`;
  return [{ kind: 'silence', nodeId, message }];
};
