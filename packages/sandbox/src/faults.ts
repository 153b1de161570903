import type { CodeError, CodeErrorKind } from './code-outcome.js';

/** An error as the engine describes it. */
export type GuestError = { readonly name: string; readonly message: string };

const messages = {
  steps: 'The code takes too long',
  memory: 'The code uses too much memory',
  stack: 'The code calls itself too deeply',
} as const;

/** What it means that the machine itself stopped, rather than the code. */
export function faultOf(fault: unknown, isOutOfSteps: boolean): CodeError {
  if (isOutOfSteps) return { kind: 'steps', message: messages.steps };
  // What overflows the host's stack is nested too deeply; any other fault of the machine is a failed allocation.
  const kind = fault instanceof RangeError ? 'stack' : 'memory';
  return { kind, message: messages[kind] };
}

/**
 * An error the code ran into.
 * @param otherwise its kind when it is none of the engine's limits
 * @param sourceLine where in the source, from 1
 */
export function errorOf(error: GuestError, otherwise: CodeErrorKind, sourceLine: number | null): CodeError {
  const kind = limitOf(error) ?? otherwise;
  const message = kind === 'memory' || kind === 'stack' ? messages[kind] : wordsOf(error, kind);
  return sourceLine === null ? { kind, message } : { kind, message, line: sourceLine };
}

/** The engine names its limits by message only; `SyntaxError` is what parsers call them. */
const limitOf = ({ name, message }: GuestError): 'memory' | 'stack' | null => {
  if (name !== 'InternalError' && name !== 'SyntaxError') return null;
  if (message === 'out of memory' || message === 'string too long') return 'memory';
  return message === 'stack overflow' ? 'stack' : null;
};

const wordsOf = ({ name, message }: GuestError, kind: CodeErrorKind): string => {
  const words =
    kind === 'syntax' || kind === 'notJson' || name === '' || name === 'Error' ? message : `${name}: ${message}`;
  return words.slice(0, 500) || name || 'unknown error';
};
