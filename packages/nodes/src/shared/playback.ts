import {
  isFailureOf,
  type LocalText,
  type NodeContext,
  type NodeEffect,
  type NodeStep,
  type Spoken,
} from '@callwright/flow-engine';
import type { BargeIn, EngineEvent } from '@callwright/protocol';
import type { PromptSeries } from './fields.js';

/** As long as the `url` of a playback may be. */
export const MAX_URL_LENGTH = 2_048;

/** What may stop a playback, in words. */
export const interruptions = {
  anything: 'A key or a word',
  keys: 'Only a key',
  speech: 'Only words',
} as const;
/** One of them. */
export type Interruption = keyof typeof interruptions;

/** What stops a playback that may be interrupted. */
export const bargeInOf = (mayInterrupt: boolean, by: Interruption = 'anything'): BargeIn => {
  if (!mayInterrupt) return [];
  return by === 'anything' ? ['speech', 'keys'] : [by];
};

/** Whether a text has no words in any language. */
export const isWordless = (text: LocalText): boolean =>
  typeof text === 'string' ? text.trim() === '' : Object.values(text).every((words) => words.trim() === '');

/** A text in few words, for a card on the canvas: the first of its languages. */
export const summaryOf = (text: LocalText): string =>
  typeof text === 'string' ? text : (Object.values(text)[0] ?? '');

/** What is said of a series of prompts; of a single one its field tells. */
export const spokenSeries = (field: string, series: PromptSeries): readonly Spoken[] =>
  Array.isArray(series) ? series.map((text) => ({ field, text })) : [];

/**
 * Says something in the language and voice now spoken. Command and playback are named by the visit.
 * @param speed 1 is the voice's own
 */
export const speak = (
  text: string,
  bargeIn: BargeIn,
  { visitId, voice }: Pick<NodeContext, 'visitId' | 'voice'>,
  speed = 1,
): NodeEffect => ({
  effect: 'command',
  command: {
    command: 'tts',
    text,
    playId: visitId,
    commandId: visitId,
    bargeIn,
    option: { language: voice.language, ...(speed === 1 ? {} : { speed }) },
    ...speakerOf(voice),
  },
});

/** The voice now spoken, if one is named. */
export const speakerOf = ({ speaker }: NodeContext['voice']): { readonly speaker?: string } =>
  speaker === undefined ? {} : { speaker };

/**
 * How a playback of this name ended, if the event tells: `done` when it was heard or interrupted, `failed` when it
 * could not be played. The call owes one of the two for every playback.
 */
export const playbackEnd = (event: EngineEvent, playId: string): 'done' | 'failed' | null => {
  if (event.event === 'trackEnd' && event.playId === playId) return 'done';
  return isFailureOf(event, playId) ? 'failed' : null;
};

/** So often something has been played to its end. */
export type Rounds = { readonly round: number };

/** Names a playback that comes several times. */
export const roundId = ({ visitId }: Pick<NodeContext, 'visitId'>, { round }: Rounds): string =>
  round === 0 ? visitId : `${visitId}.${round}`;

/**
 * Waits for a playback's end and leaves by it, or plays it once more: as often as it should be, or until it is
 * interrupted.
 * @param play gives the playback of a round
 */
export const awaitRounds = (
  event: EngineEvent,
  rounds: Rounds & { readonly times: number },
  context: NodeContext,
  play: (now: Rounds) => NodeEffect,
): NodeStep<Rounds> => {
  const { round, times } = rounds;
  const end = playbackEnd(event, roundId(context, rounds));
  if (end === null) return { next: 'wait', local: { round } };
  const next = { round: round + 1 };
  const isStopped = event.event === 'trackEnd' && event.interrupted === true;
  if (end === 'failed' || isStopped || next.round >= times) return { next: 'exit', exit: end };
  return { next: 'wait', local: next, effects: [play(next)] };
};
