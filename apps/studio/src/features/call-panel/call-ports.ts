import type { CallId, Command } from '@callwright/protocol';

/** Whom to call, and as whom. */
export type CallRequest = {
  /** An endpoint's name, `flow:<id>`, or `flow:<id>@draft`. */
  readonly callee: string;
  /** Shown as the caller; without it the api says who it is. */
  readonly caller?: string;
};

/** This computer's microphone, taken until closed. */
export type Microphone = {
  /** What is heard; for the level meter. */
  readonly stream: MediaStream;
  setMuted(isMuted: boolean): void;
  close(): void;
};

/** The call's own socket. `close` may be called twice; nothing is heard after it. */
export type CallSocket = { send(command: Command): void; close(): void };

/** What a {@link CallSocket} reports. `onClose` comes once, also when it never opened. */
export type SocketListener = { onOpen(): void; onMessage(text: string): void; onClose(): void };

/** State of the sound between browser and telephone. */
export type PeerState = 'connected' | 'interrupted' | 'failed';

/** Sound both ways. `close` may be called twice. */
export type CallPeer = {
  /** Our description of the sound we send and take. */
  offer(): Promise<string>;
  accept(answerSdp: string): Promise<void>;
  /** Sends one key. @returns whether this line can send keys */
  pressKey(digit: string): boolean;
  close(): void;
};

/** What a {@link CallPeer} reports. */
export type PeerListener = { onState(state: PeerState): void; onSound(stream: MediaStream): void };

/** Everything a call needs of the browser and of the api; tests bring their own. Failures are `CallFailed`. */
export type CallPorts = {
  nowMs(): number;
  /** Runs something later. @returns a function that calls it off */
  after(delayMs: number, run: () => void): () => void;
  newCallId(): CallId;
  takeMicrophone(signal: AbortSignal): Promise<Microphone>;
  /** Address of the call's socket, with leave to make this call. */
  findLine(request: CallRequest, signal: AbortSignal): Promise<string>;
  openSocket(url: string, listener: SocketListener): CallSocket;
  openPeer(microphone: Microphone, listener: PeerListener): CallPeer;
};
