import type { NodeContext } from '@callwright/flow-engine';
import type { EngineEvent } from '@callwright/protocol';
import type { Asked } from '../shared/ask.js';

/** Where a message stands. */
export type Stage =
  | 'greeting'
  | 'beep'
  | 'starting'
  | 'recording'
  | 'stopping'
  | 'hearing'
  | 'review'
  | 'playing'
  | 'sending';

/** A message being taken. */
export type Message = {
  readonly stage: Stage;
  /** So many were begun before it. */
  readonly take: number;
  /** So many of them were none: silence, or too short. */
  readonly emptyTakes: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly isSpeaking: boolean;
  /** Since it is being recorded. */
  readonly hasSpoken: boolean;
  /** The caller ended it by key. */
  readonly isFinished: boolean;
  /** Whether speech and silence are told apart. */
  readonly hearsSilence: boolean;
  /** Whether what is said is being written down. */
  readonly isTranscribed: boolean;
  /** Something was said of which the words are not known yet. */
  readonly awaitsWords: boolean;
  readonly transcript: string;
  /** The question what to do with it, and how often it was asked from the start. */
  readonly asked: Asked;
  readonly reviews: number;
  /** What was sent and is not yet written down. */
  readonly unsent: readonly string[];
};

/** As long as a transcript is kept. */
const MAX_TRANSCRIPT_LENGTH = 8_000;

/** The first of a visit. */
export const firstMessage = (isTranscribed: boolean): Message => ({
  stage: 'greeting',
  take: 0,
  emptyTakes: 0,
  startedAtMs: 0,
  durationMs: 0,
  isSpeaking: false,
  hasSpoken: false,
  isFinished: false,
  hearsSilence: true,
  isTranscribed,
  awaitsWords: false,
  transcript: '',
  asked: { noInputs: 0, noMatches: 0, repeats: 0 },
  reviews: 0,
  unsent: [],
});

/** The next, with nothing of the one before. */
export const nextMessage = ({ take, emptyTakes, isTranscribed, hearsSilence, isSpeaking }: Message): Message => ({
  ...firstMessage(isTranscribed),
  isSpeaking,
  hearsSilence,
  take: take + 1,
  emptyTakes,
});

/** The recording's id; also the prefix of all that is named in its course. */
export const recordIdOf = ({ visitId }: NodeContext, { take }: Message): string => `${visitId}.${take}`;

/** Whether there is nothing in it: too short, or nobody spoke and nobody said it was over. */
export const isEmpty = ({ durationMs, hasSpoken, isFinished, hearsSilence }: Message, minMs: number): boolean =>
  durationMs < minMs || (hearsSilence && !hasSpoken && !isFinished);

/** It, once somebody began to speak or fell silent. Who spoke before the tone is speaking still. */
export const noticing = (message: Message, event: EngineEvent): Message => {
  if (event.event === 'startSpeaking') return { ...message, isSpeaking: true };
  return event.event === 'silence' ? { ...message, isSpeaking: false } : message;
};

/** It, with more words written down. */
export const withWords = (message: Message, text: string): Message => ({
  ...message,
  awaitsWords: false,
  transcript: `${message.transcript} ${text}`.trim().slice(0, MAX_TRANSCRIPT_LENGTH),
});
