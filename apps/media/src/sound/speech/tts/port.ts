/** What is to be said, and how the caller's stream wants to hear it. */
export type SynthesisRequest = {
  readonly text: string;
  /** BCP 47, as `en-US`. */
  readonly language: string;
  /** A voice of the client; absent is its default voice. */
  readonly speaker?: string;
  /** The PCM rate of the call. A client may answer at another; the synthesizer converts. */
  readonly rateHz: number;
  /** 1 is the voice's own pace, 2 twice as fast. */
  readonly speed?: number;
  /**
   * Keys of the call's workspace by the names of clients whose own settings hold none. Never logged, and no part of the
   * cache key.
   */
  readonly apiKeys?: Readonly<Record<string, string>>;
  /** Work of one lane is done in order; lanes take turns. */
  readonly lane?: string;
};

/** Sound as a client has it: mono PCM at any rate, or the bytes of a WAV file at any rate. */
export type SynthesisResult =
  | { readonly format: 'pcm16'; readonly samples: Int16Array; readonly rateHz: number }
  | { readonly format: 'wav'; readonly bytes: Uint8Array };

/** What a client can do; checked before it is asked. */
export type SynthesisCapabilities = {
  /** Primary subtags, as `en`; empty means any. */
  readonly languages: readonly string[];
  /** Voices by name, the default first; empty means any. */
  readonly speakers: readonly string[];
  /** Longest text accepted, in UTF-16 units. */
  readonly maxTextLength: number;
};

/**
 * Turns text into speech. One client serves all calls of a sound process; requests may overlap.
 * Failures are AppErrors: `speech.unsupportedLanguage`, `speech.ttsFailed`; an abort rejects with the signal's reason.
 */
export interface SynthesisClient {
  readonly name: string;
  readonly capabilities: SynthesisCapabilities;
  /** 32 hex digits that are the same for requests that sound the same to this client, and for no others. */
  cacheKey(request: SynthesisRequest): string;
  /** The whole text at once. */
  synthesize(request: SynthesisRequest, signal: AbortSignal): Promise<SynthesisResult>;
  /** The text in parts, in order, each as soon as it is there. Absent when the client knows only whole texts. */
  stream?(request: SynthesisRequest, signal: AbortSignal): AsyncIterable<SynthesisResult>;
  /** Ends its workers and connections. Idempotent; waits for them, never throws. */
  close(): Promise<void>;
}
