import type { AppError, BuiltInGrammar, SpeechChoice } from '@callwright/protocol';

/** A word and when it was said, in ms since the first sample of its utterance. */
export type HeardWord = { readonly text: string; readonly startMs: number; readonly endMs: number };

/** What a service says about the utterance it is given. */
export type Heard =
  /** What it thinks of the part that is not settled yet; replaces what it thought before. */
  | { readonly heard: 'partial'; readonly text: string }
  /** The next part, for good. */
  | {
      readonly heard: 'settled';
      readonly text: string;
      readonly words?: readonly HeardWord[];
      readonly confidence?: number;
    }
  /** The caller seems to have finished. */
  | { readonly heard: 'endpoint' }
  /** After `finish`: all of the utterance is settled, or as good as settled. */
  | { readonly heard: 'done' }
  /** The utterance will not be understood. */
  | { readonly heard: 'failed'; readonly problem: AppError };

/** What a line is opened for. Lines for equal settings can stand in for each other. */
export type LineSettings = {
  /** BCP 47, as `en-US`. */
  readonly language: string;
  /** Rate of the sound that is sent. */
  readonly rateHz: number;
  /** The answers expected; empty when any words are. */
  readonly choices: readonly SpeechChoice[];
  readonly grammar: BuiltInGrammar | null;
  readonly partials: boolean;
  readonly apiKey: string | null;
};

/** What a line tells whoever opened it. Nothing comes once it is lost or closed. */
export type LineEvents = {
  /** Connected, or ready for more after it was full. */
  readonly onReady: () => void;
  readonly onHeard: (heard: Heard) => void;
  /** Over. `wasReady`: it had been connected; another attempt may help. */
  readonly onLost: (problem: AppError, wasReady: boolean) => void;
};

/** A way to a service, for one caller, utterance after utterance: `send`, `finish`, and the next once that is `done`. */
export interface Line {
  /** Connected, and there is room for another packet. */
  readonly isReady: boolean;
  /** One packet of signed 16-bit mono at the settings' rate, kept unchanged by the caller. Only when ready. */
  send(packet: Int16Array): void;
  /** Ends the utterance. Only when ready. */
  finish(): void;
  /** Says goodbye and hangs up; soon over, whatever the other side does. Idempotent, never throws. */
  close(): Promise<void>;
}

/** Opens a line; connecting goes on behind it. */
export type OpenLine = (settings: LineSettings, events: LineEvents) => Line;
