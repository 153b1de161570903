import { type CallId, type SessionEvent, sessionEventSchema } from '@callwright/protocol';
import type { CallPeer, CallPorts, CallRequest, CallSocket, Microphone, PeerState } from './call-ports';
import {
  applySessionEvent,
  type CallEnd,
  CallFailed,
  type CallFailure,
  type CallSnapshot,
  type CallState,
  failureOfCode,
  idleSnapshot,
} from './call-state';

/** How long each stage of connecting may take, in ms. Asking for the microphone waits for the person. */
export const WATCHDOG_MS = { line: 10_000, socket: 8_000, answer: 15_000, sound: 12_000, goodbye: 1_500 } as const;

/** Sound of both sides, for the level meters. */
export type CallSound = { readonly microphone: MediaStream | null; readonly flow: MediaStream | null };

/**
 * One call from the question for the microphone to its end. It ends once, and takes everything down with it:
 * microphone and sound at once, the socket as soon as the server has said goodbye.
 */
export class CallAttempt {
  readonly #ports: CallPorts;
  readonly #request: CallRequest;
  readonly #onChange: (snapshot: CallSnapshot) => void;
  readonly #gone = new AbortController();
  readonly #callId: CallId;
  #snapshot: CallSnapshot = idleSnapshot;
  #microphone: Microphone | undefined;
  #peer: CallPeer | undefined;
  #socket: CallSocket | undefined;
  #flowSound: MediaStream | null = null;
  #lastError: { readonly failure: CallFailure; readonly detail: string } | undefined;
  #stopWatchdog: (() => void) | undefined;
  #wasInvited = false;

  constructor(ports: CallPorts, request: CallRequest, onChange: (snapshot: CallSnapshot) => void) {
    this.#ports = ports;
    this.#request = request;
    this.#onChange = onChange;
    this.#callId = ports.newCallId();
  }

  get sound(): CallSound {
    return { microphone: this.#microphone?.stream ?? null, flow: this.#flowSound };
  }

  /** Calls. Resolves when the invitation is on its way, or when there is nothing more to try. Never rejects. */
  async start(): Promise<void> {
    try {
      await this.#connect(this.#gone.signal);
    } catch (error) {
      if (this.#gone.signal.aborted) return;
      this.#fail(error);
    }
  }

  /** Ends the call, whatever it is doing. Nothing happens when it has ended. */
  hangup(): void {
    this.#end({ by: 'caller' });
  }

  setMuted(isMuted: boolean): void {
    if (this.#state.phase !== 'live') return;
    this.#microphone?.setMuted(isMuted);
    this.#enter({ ...this.#state, isMuted });
  }

  /** Sends a key of the telephone. @returns whether it could be sent */
  pressKey(digit: string): boolean {
    return this.#state.phase === 'live' && (this.#peer?.pressKey(digit) ?? false);
  }

  get #state(): CallState {
    return this.#snapshot.state;
  }

  async #connect(signal: AbortSignal): Promise<void> {
    this.#enter({ phase: 'askingMicrophone' });
    const microphone = await this.#ports.takeMicrophone(signal);
    // Given after the caller changed their mind: hand it back.
    if (signal.aborted) return microphone.close();
    this.#microphone = microphone;
    this.#enter({ phase: 'connecting', callId: this.#callId });
    this.#watch(WATCHDOG_MS.line, 'apiUnreachable');
    const line = await this.#ports.findLine(this.#request, signal);
    if (signal.aborted) return;
    const peer = this.#ports.openPeer(microphone, {
      onState: (state) => this.#takePeerState(state),
      onSound: (stream) => {
        this.#flowSound = stream;
      },
    });
    this.#peer = peer;
    const offer = await peer.offer();
    if (signal.aborted) return;
    this.#invite(line, offer);
  }

  #invite(line: string, offer: string): void {
    this.#watch(WATCHDOG_MS.socket, 'serverUnreachable');
    const { callee, caller } = this.#request;
    const socket = this.#ports.openSocket(withCallId(line, this.#callId), {
      onOpen: () => {
        this.#watch(WATCHDOG_MS.answer, 'noAnswer');
        this.#wasInvited = true;
        socket.send({ command: 'invite', option: { offer, callee, caller } });
      },
      onMessage: (text) => this.#receive(text),
      onClose: () => this.#loseSocket(),
    });
    this.#socket = socket;
  }

  #receive(text: string): void {
    const parsed = sessionEventSchema.safeParse(parseJson(text));
    // An event this version does not know is no reason to end a call.
    if (!parsed.success) return;
    const event = parsed.data;
    if (event.event === 'hangup') {
      this.#takeHangup(event.initiator, event.reason);
      return;
    }
    if (this.#state.phase === 'ended') return;
    this.#takeEvent(event);
  }

  #takeEvent(event: SessionEvent): void {
    if (event.event === 'error') this.#lastError = { failure: failureOfCode(event.code), detail: event.error };
    if (event.event === 'answer') this.#accept(event.sdp);
    if (event.event === 'mediaReady') this.#goLive();
    this.#show(applySessionEvent(this.#snapshot, event, this.#liveMs() ?? 0));
  }

  #accept(sdp: string): void {
    this.#watch(WATCHDOG_MS.sound, 'noSound');
    this.#peer?.accept(sdp).catch((cause: unknown) => {
      this.#fail(new CallFailed('refused', cause instanceof Error ? cause.message : undefined, { cause }));
    });
  }

  #takePeerState(state: PeerState): void {
    if (state === 'connected') this.#goLive();
    else if (state === 'failed')
      this.#fail(new CallFailed(this.#state.phase === 'live' ? 'connectionLost' : 'noSound'));
    else if (this.#state.phase === 'live') this.#enter({ ...this.#state, isInterrupted: true });
  }

  #goLive(): void {
    if (this.#state.phase === 'live' && this.#state.isInterrupted)
      this.#enter({ ...this.#state, isInterrupted: false });
    if (this.#state.phase !== 'connecting') return;
    this.#stopWatchdog?.();
    const liveSinceMs = this.#ports.nowMs();
    this.#enter({ phase: 'live', callId: this.#callId, liveSinceMs, isMuted: false, isInterrupted: false });
  }

  #takeHangup(initiator: string, reason: string): void {
    this.#closeSocket();
    const cause = this.#state.phase === 'connecting' || isLost(reason, this.#lastError) ? this.#lastError : undefined;
    if (cause) this.#end({ by: 'failure', ...cause });
    else if (initiator === 'caller') this.#end({ by: 'caller' });
    else this.#end({ by: 'flow', reason });
  }

  #loseSocket(): void {
    this.#closeSocket();
    const unexplained: CallFailure = this.#wasInvited ? 'connectionLost' : 'serverUnreachable';
    const { failure, detail } = this.#lastError ?? { failure: unexplained, detail: undefined };
    this.#end({ by: 'failure', failure: this.#state.phase === 'live' ? 'connectionLost' : failure, detail });
  }

  #fail(error: unknown): void {
    const { failure, detail } =
      error instanceof CallFailed
        ? error
        : { failure: 'refused' as const, detail: error instanceof Error ? error.message : undefined };
    this.#end({ by: 'failure', failure, detail });
  }

  #end(end: CallEnd): void {
    if (this.#state.phase === 'ended') return;
    const durationMs = this.#liveMs();
    this.#stopWatchdog?.();
    this.#gone.abort();
    this.#microphone?.close();
    this.#peer?.close();
    this.#sayGoodbye();
    this.#show({
      ...this.#snapshot,
      state: { phase: 'ended', callId: this.#wasInvited ? this.#callId : null, end, durationMs },
      partial: '',
      isCallerSpeaking: false,
      isFlowSpeaking: false,
    });
  }

  // The server closes a call properly when asked, and the socket follows its `hangup`; not for ever, though.
  #sayGoodbye(): void {
    const socket = this.#socket;
    if (!socket) return;
    if (!this.#wasInvited) {
      this.#closeSocket();
      return;
    }
    socket.send({ command: 'hangup' });
    this.#ports.after(WATCHDOG_MS.goodbye, () => this.#closeSocket());
  }

  #closeSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #watch(delayMs: number, failure: CallFailure): void {
    this.#stopWatchdog?.();
    this.#stopWatchdog = this.#ports.after(delayMs, () => this.#fail(new CallFailed(failure)));
  }

  #liveMs(): number | null {
    return this.#state.phase === 'live' ? this.#ports.nowMs() - this.#state.liveSinceMs : null;
  }

  #enter(state: CallState): void {
    this.#show({ ...this.#snapshot, state });
  }

  #show(snapshot: CallSnapshot): void {
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#onChange(snapshot);
  }
}

/** Whether the line gave way, and not the flow. */
const isLost = (reason: string, error: { readonly failure: CallFailure } | undefined): boolean =>
  reason === 'failed' && (error?.failure === 'connectionLost' || error?.failure === 'noSound');

/** The call's socket speaks our own words and takes the id we choose, so that its journal can be watched at once. */
const withCallId = (line: string, callId: CallId): string => {
  const url = new URL(line);
  url.searchParams.set('dialect', 'callwright');
  url.searchParams.set('id', callId);
  return url.href;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not an event; the schema refuses it.
    return undefined;
  }
};
