import { type CallId, type Command, callId } from '@callwright/protocol';
import type { CallPorts, CallRequest, PeerListener, SocketListener } from './call-ports';

/** The id every call of a {@link FakePorts} has. */
export const FAKE_CALL_ID: CallId = callId.parse('c-fake');

/** A stream no test looks into. */
export const fakeStream = (): MediaStream => Object.create(null);

/** Ports without a browser: the test is microphone, api, telephone and clock. */
export class FakePorts implements CallPorts {
  /** What happened, in order: the words a test compares. */
  readonly log: string[] = [];
  readonly sent: Command[] = [];
  readonly urls: string[] = [];
  readonly #timers = new Set<{ dueMs: number; run: () => void }>();
  #nowMs = 1_000;
  socket: SocketListener | undefined;
  peer: PeerListener | undefined;
  canSendKeys = true;
  /** Replace to fail, or to wait. */
  microphoneGate: () => Promise<void> = async () => undefined;
  lineGate: () => Promise<void> = async () => undefined;
  acceptGate: () => Promise<void> = async () => undefined;

  nowMs = (): number => this.#nowMs;

  after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Lets time pass; what is due runs in order. */
  advance(byMs: number): void {
    this.#nowMs += byMs;
    const due = [...this.#timers].filter(({ dueMs }) => dueMs <= this.#nowMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  newCallId = (): CallId => FAKE_CALL_ID;

  takeMicrophone = async () => {
    await this.microphoneGate();
    this.log.push('microphone on');
    return {
      stream: fakeStream(),
      setMuted: (isMuted: boolean) => this.log.push(isMuted ? 'muted' : 'unmuted'),
      close: () => this.log.push('microphone off'),
    };
  };

  findLine = async ({ callee }: CallRequest) => {
    await this.lineGate();
    return `ws://media.test/call/webrtc?token=${encodeURIComponent(callee)}`;
  };

  openSocket = (url: string, listener: SocketListener) => {
    this.urls.push(url);
    this.socket = listener;
    return {
      send: (command: Command) => this.sent.push(command),
      close: () => this.log.push('socket closed'),
    };
  };

  openPeer = (_microphone: unknown, listener: PeerListener) => {
    this.peer = listener;
    return {
      offer: async () => 'v=0 offer',
      accept: async (sdp: string) => {
        await this.acceptGate();
        this.log.push(`accepted ${sdp}`);
      },
      pressKey: (digit: string) => {
        if (this.canSendKeys) this.log.push(`key ${digit}`);
        return this.canSendKeys;
      },
      close: () => this.log.push('sound off'),
    };
  };

  /** The server says something. */
  receive(event: Readonly<Record<string, unknown>>): void {
    this.socket?.onMessage(JSON.stringify({ timestamp: this.#nowMs, ...event }));
  }
}
