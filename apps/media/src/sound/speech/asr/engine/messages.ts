import type { ErrorCode } from '@callwright/protocol';
import type { ChoiceGrammar } from '../soundswallower/choice-grammar.js';

/** What one caller is listened to for. */
export type ListenRequest = {
  /** BCP 47. */
  readonly language: string;
  /** For engines that understand a grammar; free speech without. */
  readonly grammar?: ChoiceGrammar;
  /** With a grammar: what is none of it is understood freely. */
  readonly isAlsoFree?: boolean;
};

/** An utterance as an engine understood it; word times are ms from its first sample. */
export type EngineAnswer = {
  readonly text: string;
  readonly confidence?: number;
  readonly words?: readonly { readonly text: string; readonly startMs: number; readonly endMs: number }[];
};

/** Sound process -> engine. What is said of one stream is done in order; streams take turns. */
export type ToEngine =
  | { readonly kind: 'load' }
  /** Opens a stream, or makes it listen for something else; sound not flushed is dropped. */
  | { readonly kind: 'listen'; readonly stream: number; readonly rateHz: number; readonly request: ListenRequest }
  | { readonly kind: 'sound'; readonly stream: number; readonly utterance: number; readonly samples: Int16Array }
  | { readonly kind: 'flush'; readonly stream: number; readonly utterance: number }
  | { readonly kind: 'close'; readonly stream: number };

/** Engine -> sound process. */
export type FromEngine =
  | { readonly kind: 'ready' }
  /** It cannot work at all: a bad model, no library. */
  | { readonly kind: 'broken'; readonly code: ErrorCode; readonly message: string }
  /** One for each `sound`: the utterance so far. */
  | {
      readonly kind: 'heard';
      readonly stream: number;
      readonly utterance: number;
      readonly text: string;
      readonly isEndpoint: boolean;
    }
  /** One of these two for each `flush`. */
  | { readonly kind: 'answer'; readonly stream: number; readonly utterance: number; readonly answer: EngineAnswer }
  | {
      readonly kind: 'failed';
      readonly stream: number;
      readonly utterance: number;
      readonly code: ErrorCode;
      readonly message: string;
    };
