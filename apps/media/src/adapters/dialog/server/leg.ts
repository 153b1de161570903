import {
  type CallId,
  type Command,
  type CommandName,
  protocolProfiles,
  type SessionEvent,
  trackId,
} from '@callwright/protocol';
import type { WebSocket } from 'ws';
import { type CallLeg, FarSideEnded } from '../../../calls/call-leg.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { Clock, Timer } from '../../../platform/clock.js';
import { type DialogEvent, type DialogEventOf, dialogEvent, formatDialog, parseDialog } from '../messages.js';
import { Playbacks } from './playbacks.js';
import { Question } from './question.js';
import { Wire } from './wire.js';

/** What a leg is made of. */
export type DialogLegParts = {
  readonly callId: CallId;
  /** The id of the call as its voice server knows it. */
  readonly wireId: string;
  readonly to: string;
  readonly started: DialogEventOf<'call.started'>;
  readonly forApplication: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** A frame that is no event, or one too many. */
  readonly onBadFrame: (code: 'protocol.badMessage' | 'api.tooManyRequests') => void;
};

/** So long a voice server that has lost its line may take to dial again; by then it has tried five times. */
const RESUME_MS = 40_000;
/** What is told before the call can take it. */
const MAX_EARLY = 50;
/** A voice server tells a few events a second; each costs a line of the journal. */
const MAX_EVENTS_A_WINDOW = 1_000;
const WINDOW_MS = 10_000;
const DEFAULT_RATE_HZ = 16_000;
const KEY = /^[0-9A-D*#]$/;

/** A call whose voice server hears and speaks by itself, and asks us what to say (role D of spec 4). */
export class DialogLeg implements CallLeg {
  readonly callId: CallId;
  readonly protocol = 'dialog';
  readonly direction = 'inbound';
  readonly from: string;
  readonly to: string;
  readonly capabilities = protocolProfiles.dialog.capabilities;
  readonly cannot = new Set(protocolProfiles.dialog.cannot);
  readonly handles: ReadonlySet<CommandName> = new Set<CommandName>(['tts', 'interrupt', 'asr', 'vad']);
  readonly headers = {};
  readonly option = {};
  readonly forApplication: Readonly<Record<string, string>>;
  readonly #parts: DialogLegParts;
  readonly #gone = new AbortController();
  readonly #wire: Wire;
  readonly #playbacks: Playbacks;
  readonly #question = new Question();
  readonly #keysDown = new Set<string>();
  #post: ((event: SessionEvent) => void) | null = null;
  #early: SessionEvent[] = [];
  #resume: Timer | null = null;
  #speakingSinceMs: number | null = null;
  #index = 0;
  #hasFarSideEnded = false;
  #windowSinceMs = Number.NEGATIVE_INFINITY;
  #windowCount = 0;

  constructor(parts: DialogLegParts) {
    const { callId, wireId, to, started, forApplication, clock } = parts;
    this.#parts = parts;
    this.callId = callId;
    this.from = (started.from ?? '').slice(0, 256);
    this.to = to;
    this.forApplication = forApplication;
    const listener = {
      onFrame: (frame: string) => this.#receive(frame),
      onClosed: (isInOrder: boolean) => this.#lost(isInOrder),
    };
    this.#wire = new Wire(clock, listener, formatDialog(wireId, { type: 'keepalive' }));
    this.#playbacks = new Playbacks({
      clock,
      tell: (message) => this.#wire.send(formatDialog(wireId, message)),
      post: (event) => this.#tell(event),
    });
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** Goes on by this socket: the first, or one that a voice server dialled again. What it said before, it says no more. */
  attach(socket: WebSocket): void {
    this.#resume?.cancel();
    this.#resume = null;
    this.#playbacks.cut('command');
    this.#wire.attach(socket);
  }

  /** The call cannot be: the voice server is told so, and closes. */
  async refuse(reason: string): Promise<void> {
    this.#sayHangup(reason);
    await this.close();
  }

  readonly openSound = (
    _stream: SoundStream,
    post: (event: SessionEvent) => void,
  ): Promise<{ readonly sdp: string }> => {
    this.#post = post;
    return Promise.resolve({ sdp: '' });
  };

  readonly perform = (command: Command): Promise<void> => {
    if (command.command === 'tts') this.#playbacks.say(command);
    else if (command.command === 'interrupt') this.#playbacks.stop('command');
    else if (command.command === 'asr') this.#question.take(command);
    return Promise.resolve();
  };

  readonly send = (event: SessionEvent): void => {
    if (event.event === 'answer') this.#begin();
    else if (event.event === 'hangup') this.#sayHangup(event.reason);
  };

  readonly close = (): Promise<void> => {
    this.#resume?.cancel();
    this.#playbacks.close();
    return this.#wire.close(true);
  };

  /** The line is cut without a word. */
  terminate(): void {
    this.#gone.abort();
  }

  get #nowMs(): number {
    return this.#parts.clock.nowMs();
  }

  get #track() {
    return { timestamp: this.#nowMs, trackId: trackId.parse(this.callId) };
  }

  #begin(): void {
    const { codec, pcm_hz: rateHz } = this.#parts.started;
    const ready = { codec: codec || 'opus', rateHz: Math.trunc(rateHz || DEFAULT_RATE_HZ) };
    this.#post?.({ event: 'mediaReady', timestamp: this.#nowMs, ...ready });
    for (const event of this.#early.splice(0)) this.#post?.(event);
  }

  #sayHangup(reason: string): void {
    if (!this.#hasFarSideEnded) this.#wire.send(formatDialog(this.#parts.wireId, { type: 'hangup', reason }));
  }

  #tell(event: SessionEvent): void {
    if (this.#post) this.#post(event);
    else if (this.#early.length < MAX_EARLY) this.#early.push(event);
  }

  #receive(frame: string): void {
    const event = parseDialog(dialogEvent, frame);
    if (!event) {
      this.#parts.onBadFrame('protocol.badMessage');
      return;
    }
    if (event.call_id && event.call_id !== this.#parts.wireId) return;
    if (this.#isTooMuch()) {
      this.#parts.onBadFrame('api.tooManyRequests');
      return;
    }
    this.#hear(event);
  }

  #isTooMuch(): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#windowSinceMs >= WINDOW_MS) {
      this.#windowSinceMs = nowMs;
      this.#windowCount = 0;
    }
    this.#windowCount += 1;
    return this.#windowCount > MAX_EVENTS_A_WINDOW;
  }

  #hear(event: DialogEvent): void {
    switch (event.type) {
      case 'call.started':
        return; // A voice server that has dialled again need not say so.
      case 'asr.partial':
        this.#understood(event.text ?? '', 'transcriptionDelta');
        return;
      case 'asr.final':
        this.#understood(event.text ?? '', 'transcriptionFinal');
        return;
      case 'asr.error':
        this.#tell({
          ...this.#track,
          event: 'error',
          sender: 'asr',
          code: 'speech.asrFailed',
          error: 'The recogniser of the voice server failed.',
        });
        return;
      case 'dtmf':
        this.#pressed(event.digit, event.end === true);
        return;
      case 'tts.started':
        this.#playbacks.started(event.utterance_id ?? '');
        return;
      case 'tts.ended':
        this.#playbacks.ended(event.utterance_id ?? '', event.ok === true);
        return;
      case 'tts.interrupt':
        this.#speaks();
        this.#playbacks.cut('speech');
        return;
      case 'transfer.request':
        this.#tell({
          event: 'transferRequest',
          timestamp: this.#nowMs,
          target: event.target.slice(0, 256) || '?',
        });
        return;
      case 'call.ended':
        this.#end(event.reason || 'caller');
        return;
    }
  }

  #speaks(): void {
    if (this.#speakingSinceMs !== null) return;
    this.#speakingSinceMs = this.#nowMs;
    this.#tell({ event: 'startSpeaking', ...this.#track, startTime: this.#nowMs });
  }

  #understood(said: string, name: 'transcriptionDelta' | 'transcriptionFinal'): void {
    this.#speaks();
    if (name === 'transcriptionDelta') {
      this.#tell({ event: name, ...this.#track, index: this.#index, text: said });
      return;
    }
    const duration = this.#nowMs - (this.#speakingSinceMs ?? this.#nowMs);
    this.#speakingSinceMs = null;
    this.#tell({ event: 'silence', ...this.#track, startTime: this.#nowMs, duration });
    this.#tell({ event: name, ...this.#track, index: this.#index, ...this.#question.understand(said) });
    this.#index += 1;
  }

  // Spec 4 §B: a key is told at its start, at its end, or both.
  #pressed(digit: string, isEnd: boolean): void {
    if (!KEY.test(digit)) {
      this.#parts.onBadFrame('protocol.badMessage');
      return;
    }
    const wasDown = this.#keysDown.delete(digit);
    if (!isEnd) this.#keysDown.add(digit);
    if (!wasDown || !isEnd) {
      this.#playbacks.bargeIn('keys');
      this.#tell({ event: 'dtmf', ...this.#track, digit, phase: 'start' });
    }
    if (isEnd) this.#tell({ event: 'dtmf', ...this.#track, digit, phase: 'end' });
  }

  #end(reason: string): void {
    this.#hasFarSideEnded = true;
    this.#gone.abort(new FarSideEnded({ reason: reason.slice(0, 128), initiator: 'caller' }));
  }

  #lost(isInOrder: boolean): void {
    if (this.#hasFarSideEnded) return;
    if (isInOrder) this.#end('caller');
    else this.#resume = this.#parts.clock.startTimer(RESUME_MS, () => this.#gone.abort());
  }
}
