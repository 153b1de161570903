import type { Strictness } from '@callwright/flow-engine';
import type { BuiltInGrammar, ErrorCode, SpeechChoice } from '@callwright/protocol';

/** How a caller is to be understood from now on. */
export type TranscriptionOptions = {
  /** Rate of what is written; the client converts to what its engine needs. */
  readonly rateHz: number;
  /** BCP 47, as `en-US`. */
  readonly language: string;
  /** The answers expected, by id; a provider without free speech needs them. */
  readonly choices?: readonly SpeechChoice[];
  /** What else may be said; the text of the final is then the words, as they were understood. */
  readonly grammar?: BuiltInGrammar;
  /** Default `normal`. */
  readonly strictness?: Strictness;
  /** Whether `delta` events are wanted. Default false. */
  readonly partials?: boolean;
};

/** What a client reports. */
export type TranscriptionEvent =
  /** The utterance as understood so far; a later one may differ. None comes after its `final`. */
  | { readonly event: 'delta'; readonly text: string }
  /** `text` is empty and `choice` absent when it was none of the choices. Times as given to `write`. */
  | {
      readonly event: 'final';
      readonly text: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly choice?: string;
      /** 0 to 1, where the provider tells. */
      readonly confidence?: number;
      /** When each word was said, where the provider tells; times as given to `write`. */
      readonly words?: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
    }
  /** The provider itself thinks the utterance is over; whoever asked may flush now, and need not. */
  | { readonly event: 'endpoint' }
  /** `isAnswer`: it stands for the final of a flush; otherwise what `start` asked for cannot be done. */
  | { readonly event: 'error'; readonly code: ErrorCode; readonly message: string; readonly isAnswer: boolean };

/**
 * Understands one caller, utterance by utterance: `start`, then `write` and `flush` again and again, then `close`.
 * Every `flush` is answered by exactly one `final` or `error`, in order.
 */
export interface TranscriptionClient {
  /** Sets what is listened for; may be called again, then sound not yet flushed is dropped. Refusals come as `error`. */
  start(options: TranscriptionOptions): void;
  /**
   * Adds sound of the utterance (signed 16-bit mono, copied). Never waits.
   * @param startMs when its first sample was heard, on the stream's clock; absent means right after what came before
   */
  write(samples: Int16Array, startMs?: number): void;
  /**
   * The utterance may be over: gets the answer to a `flush` ready, which follows if no more is written. What it makes of it
   * comes as a `delta` where that is wanted. Absent where answers are quick.
   */
  prepare?(): void;
  /** Ends the utterance. An utterance of nothing gives a `final` without text. */
  flush(): void;
  /** No event comes from here on. Idempotent, never throws. */
  close(): Promise<void>;
}

/** What a provider can do; checked before it is asked. */
export type TranscriptionCapabilities = {
  /** Understands named choices. */
  readonly grammar: boolean;
  /** Understands what nobody listed. */
  readonly freeSpeech: boolean;
  /** Primary subtags, as `en`; empty means any. */
  readonly languages: readonly string[];
  /** Tells when each word of a final was said. Default false. */
  readonly wordTimes?: boolean;
  /** Reports what it hears while the caller still speaks, or before the final at least. Default true. */
  readonly partials?: boolean;
};

/** Whose call a client is for. */
export type TranscriptionCall = {
  /** Work of one lane is done in order; lanes take turns. */
  readonly lane: string;
  /** Keys of the call's workspace by the names of providers whose own settings hold none. Never logged. */
  readonly apiKeys?: Readonly<Record<string, string>>;
};

/** Makes clients; one provider serves all calls of a sound process. */
export interface TranscriptionProvider {
  readonly name: string;
  readonly capabilities: TranscriptionCapabilities;
  /** Starts what takes time (engines, models), so that the first caller does not wait. Optional to call. */
  warmUp(language: string): Promise<void>;
  createClient(onEvent: (event: TranscriptionEvent) => void, call?: TranscriptionCall): TranscriptionClient;
  /** Ends engines and connections. Idempotent; waits for them, never throws. */
  close(): Promise<void>;
}
