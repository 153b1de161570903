import type { Json } from '@callwright/protocol';

/** Why code gave no result. `steps`: it did too much; `notJson`: it returned what JSON cannot say. */
export type CodeErrorKind = 'syntax' | 'thrown' | 'steps' | 'memory' | 'stack' | 'notJson' | 'tooLarge';

/** What went wrong in code, for its author. */
export type CodeError = {
  readonly kind: CodeErrorKind;
  readonly message: string;
  /** Line of the source, from 1; absent when it is not known. */
  readonly line?: number;
};

/** What came of running code; `logs` are the lines it wrote by `console.log`, the first ones when they were many. */
export type CodeOutcome =
  | { readonly ok: true; readonly value: Json; readonly logs: readonly string[] }
  | { readonly ok: false; readonly error: CodeError; readonly logs: readonly string[] };

/** Bounds of code and of what it takes and gives. */
export const codeLimits = {
  maxSourceBytes: 64 * 1024,
  maxInputBytes: 512 * 1024,
  maxResultBytes: 64 * 1024,
  maxLogLines: 100,
  maxLogLineLength: 500,
  memoryBytes: 4 * 1024 * 1024,
  // With more, deep nesting overflows the stack of the host first.
  stackBytes: 32 * 1024,
  /** Turns of loops and calls inside the engine; about half a second of work. */
  maxSteps: 100_000_000,
} as const;
