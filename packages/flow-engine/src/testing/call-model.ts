import type { CallId, Command, CommandName, CommandOf, SessionEvent } from '@callwright/protocol';
import type { GatherState } from '../gather.js';

/** What plays. */
export type ModelPlayback = {
  readonly command: CommandOf<'tts' | 'play'>;
  /** The words, or the url. */
  readonly content: string;
  readonly startedAtMs: number;
  /** Null for one that repeats until it is stopped. */
  readonly totalMs: number | null;
};

/** What the caller is saying; `text` is null for noise. */
export type ModelUtterance = {
  readonly text: string | null;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Whether it is over and only the recogniser's answer is awaited. */
  readonly isEnded: boolean;
  /** Whether the recogniser hears it. Started in its middle, it counts from its beginning, as in our media. */
  readonly isHeard: boolean;
};

/** The recogniser. */
export type ModelEars = {
  readonly isOn: boolean;
  readonly choices: NonNullable<NonNullable<CommandOf<'asr'>['option']>['choices']>;
};

/** A call as far as a flow can tell: plain JSON, so that it can be kept, compared and gone on with from any point. */
export type CallModel = {
  readonly callId: CallId;
  readonly from: string;
  readonly to: string;
  readonly startedAtMs: number;
  readonly status: 'new' | 'up' | 'over';
  readonly playback: ModelPlayback | null;
  readonly gather: GatherState | null;
  readonly ears: ModelEars;
  readonly utterance: ModelUtterance | null;
  readonly utteranceCount: number;
  readonly recording: 'off' | 'on' | 'paused';
  readonly isCallerMuted: boolean;
  readonly refer: { readonly command: CommandOf<'refer'>; readonly isJoined: boolean } | null;
  /** How often each command was given; decides which of them go wrong. */
  readonly commandCounts: Readonly<Partial<Record<CommandName, number>>>;
};

/** What can happen to a call. */
export type CallInput =
  | { readonly input: 'arrive' }
  | { readonly input: 'command'; readonly command: Command }
  | { readonly input: 'key'; readonly digit: string; readonly phase: 'start' | 'end'; readonly durationMs?: number }
  | { readonly input: 'speech'; readonly text: string | null; readonly durationMs: number }
  /** An event the driver has handled; the gather sees it after the driver, as in a live call. */
  | { readonly input: 'event'; readonly event: SessionEvent }
  | { readonly input: 'callerHangup' }
  | { readonly input: 'timer'; readonly timerId: string };

/** What a call answers: events for whoever drives it, commands its own `gather` gave, and its timers. */
export type CallOutput =
  | { readonly output: 'event'; readonly event: SessionEvent }
  | { readonly output: 'composed'; readonly command: Command }
  | { readonly output: 'startTimer'; readonly timerId: string; readonly afterMs: number }
  | { readonly output: 'stopTimer'; readonly timerId: string };

/** A call that has not arrived yet. */
export const newCallModel = (parties: Pick<CallModel, 'callId' | 'from' | 'to'>, startedAtMs: number): CallModel => ({
  ...parties,
  startedAtMs,
  status: 'new',
  playback: null,
  gather: null,
  ears: { isOn: false, choices: [] },
  utterance: null,
  utteranceCount: 0,
  recording: 'off',
  isCallerMuted: false,
  refer: null,
  commandCounts: {},
});

/** Whether it is the caller's turn: a question has been asked to its end. */
export const isCallersTurn = ({ status, gather, playback }: CallModel): boolean =>
  status === 'up' && gather !== null && gather.phase !== 'prompt' && playback === null;
