import type { CommandName, Json } from '@callwright/protocol';
import type { z } from 'zod';
import type { httpRule, scriptLine, scriptQueue, scriptRoom } from '../../script/script.js';

/** What happens when a line is called. `noAnswer` rings until whoever calls gives up. */
export type SimulatedLine = Readonly<z.infer<typeof scriptLine>>;
/** What happens to a call that waits in a queue. */
export type SimulatedQueue = Readonly<z.infer<typeof scriptQueue>>;
/** What happens to a call that joins a conference. */
export type SimulatedRoom = Readonly<z.infer<typeof scriptRoom>>;
/** What a web service answers to the requests that match. */
export type HttpRule = Readonly<z.infer<typeof httpRule>>;
/** What comes of an author's code. */
export type CodeOutcome = { readonly ok: boolean; readonly value?: Json; readonly error?: string };

/**
 * A command that goes wrong. `refused`: an `ack` that is not ok. `fails`: accepted, then it comes to nothing. `silent`:
 * nothing is ever heard of it.
 */
export type Fault = {
  readonly command: CommandName;
  readonly how: 'refused' | 'fails' | 'silent';
  /** Only the first, second, ... of its kind, counted from 1; otherwise all of them. */
  readonly nth?: number;
};

/** What a simulated call is like; plain data but for `runCode`, so that a test can be written in a file. */
export type CallWorld = {
  /** How fast the voice speaks. */
  readonly msPerCharacter: number;
  /** How long every recording is, but for messages taken in the call. */
  readonly playMs: number;
  /** Quiet after which a turn has ended. */
  readonly endOfTurnMs: number;
  /** What the recogniser takes after that. */
  readonly recognitionMs: number;
  /** Whether a key or word is told before or after the end of the playback it interrupts. Our own media: after. */
  readonly reportsCause: 'first' | 'last';
  /** By name. */
  readonly lines: Readonly<Record<string, SimulatedLine>>;
  readonly queues: Readonly<Record<string, SimulatedQueue>>;
  readonly rooms: Readonly<Record<string, SimulatedRoom>>;
  /** The first that matches answers; without one there is no answer, and the request fails at its time-out. */
  readonly http: readonly HttpRule[];
  /** Runs an author's code; without it that is `unknown`. */
  readonly runCode?: (source: string, input: Json) => CodeOutcome;
  /**
   * What becomes of lines, queues, rooms and code this world does not know: they fail at once, or wait to be told what to
   * do, as long as the command's own time-out allows.
   */
  readonly unknown: 'fails' | 'waits';
  readonly faults: readonly Fault[];
};

/** A world in which nothing goes wrong. */
export const plainWorld: CallWorld = {
  msPerCharacter: 60,
  playMs: 3_000,
  endOfTurnMs: 500,
  recognitionMs: 100,
  reportsCause: 'last',
  lines: {},
  queues: {},
  rooms: {},
  http: [],
  unknown: 'fails',
  faults: [],
};

/** The faults of a world, and one more: the next command of a name fails, or the one after those that will already. */
export const withFault = (faults: readonly Fault[], command: CommandName, countSoFar: number): readonly Fault[] => {
  const armed = faults.flatMap((one) => (one.command === command && one.nth !== undefined ? [one.nth] : []));
  return [...faults, { command, how: 'fails', nth: Math.max(countSoFar, ...armed) + 1 }];
};
