import type { CommandName } from '@callwright/protocol';

/** What happens when a call is passed on to a line. */
export type SimulatedLine = {
  readonly outcome: 'answered' | 'busy' | 'noAnswer' | 'failed';
  /** How long it rings before that; `noAnswer` rings until the command's own `timeoutMs`. */
  readonly afterMs?: number;
  /** How long they talk, if it is answered. */
  readonly talkMs?: number;
};

/**
 * A command that goes wrong. `refused`: an `ack` that is not ok. `fails`: accepted, then an `error`. `silent`: nothing
 * is ever heard of it.
 */
export type Fault = {
  readonly command: CommandName;
  readonly how: 'refused' | 'fails' | 'silent';
  /** Only the first, second, ... of its kind, counted from 1; otherwise all of them. */
  readonly nth?: number;
};

/** What a simulated call is like; plain data, so that a test can be written in a file. */
export type CallWorld = {
  /** How fast the voice speaks. */
  readonly msPerCharacter: number;
  /** How long every recording is. */
  readonly playMs: number;
  /** Quiet after which a turn has ended. */
  readonly endOfTurnMs: number;
  /** What the recogniser takes after that. */
  readonly recognitionMs: number;
  /** Whether a key or word is told before or after the end of the playback it interrupts. Our own media: after. */
  readonly reportsCause: 'first' | 'last';
  /** The lines a call may be passed on to, by name; any other fails. */
  readonly lines: Readonly<Record<string, SimulatedLine>>;
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
  faults: [],
};
