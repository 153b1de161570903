import type { CallId, ProtocolName } from '@callwright/protocol';

/**
 * A far side of one protocol that does what it is told, on that protocol's own wire: by a real socket, with the peer
 * library of the protocol where there is one. What it says travels as sound, or as text where the far side of the protocol
 * listens by itself.
 */
export type ScriptedCaller = {
  /** The call's id with us, once it is known. */
  readonly callId: () => Promise<CallId>;
  /** Says a phrase of the test voices; resolves when it has been said. */
  readonly say: (phrase: string) => Promise<void>;
  readonly press: (key: string) => Promise<void>;
  /** Resolves when the call is over for the far side. */
  readonly ended: Promise<unknown>;
  /** Lets go of everything. May be called twice. */
  readonly close: () => Promise<void>;
};

/** How a protocol calls a line. */
export type ProtocolCaller = {
  readonly protocol: ProtocolName;
  /** What the caller can do: a scenario that needs more is not played with it. */
  readonly can: ReadonlySet<'say' | 'press'>;
  /** Where the far side asks by itself: `say` and `press` wait for the question, which our transcript may not have. */
  readonly asksItself?: true;
  /** Its sound is made in a browser, which stutters beside the calls of others. */
  readonly isBrowser?: true;
  /** Called once before any call. */
  readonly open?: () => Promise<void>;
  readonly call: (line: string) => Promise<ScriptedCaller>;
  readonly close?: () => Promise<void>;
};
