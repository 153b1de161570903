import type { EngineAnswer, ListenRequest } from './messages.js';

/** The utterance so far, and whether the engine takes it for over. */
export type Heard = { readonly text: string; readonly isEndpoint: boolean };

/** One caller inside an engine: `accept` again and again, `finish`, and the next utterance begins. */
export interface EngineStream {
  /** @param samples signed 16-bit mono at the engine's rate */
  accept(samples: Int16Array): Promise<Heard>;
  /** Ends the utterance. */
  finish(): Promise<EngineAnswer>;
  /** Drops the utterance. */
  reset(): Promise<void>;
  /** Frees what it holds; not used afterwards. */
  close(): void;
}

/** What understands speech, in a process of its own. Calls never overlap. */
export interface SpeechEngine {
  /** The one rate it understands. */
  readonly rateHz: number;
  openStream(request: ListenRequest): Promise<EngineStream>;
}

/** Nothing heard yet. */
export const NOTHING_HEARD: Heard = { text: '', isEndpoint: false };
