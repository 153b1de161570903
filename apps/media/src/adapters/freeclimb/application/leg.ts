import { AppError, type CallId, protocolProfiles, SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import type { CallLeg } from '../../../calls/call-leg.js';
import type { FrameSound } from '../../../calls/sound-frames.js';
import type { Clock, Timer } from '../../../platform/clock.js';
import { bytesPerMs, type ContentType, formatOf, type L16Order } from '../content-type.js';
import { WireOrder } from '../l16-order.js';
import { type AppSays, msOf, type PlatformMessage } from '../messages.js';
import { isSilence } from '../silence.js';
import { CallerKeys } from './caller-keys.js';
import { KeyPress } from './key-press.js';
import { Player } from './player.js';

/** What a leg is made of. */
export type FreeclimbLegParts = {
  readonly callId: CallId;
  readonly from: string;
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: ContentType;
  readonly l16Order: L16Order;
  readonly isEncrypted: boolean;
  /** Aborted when the platform has said that the call is over, or its stream is gone. */
  readonly signal: AbortSignal;
  /** Sends a message; false when the connection takes no more until {@link FreeclimbLeg.goOn}. */
  readonly say: (message: AppSays) => boolean;
  /** Ends the stream in order. */
  readonly end: () => void;
  readonly newId: () => string;
  readonly clock: Clock;
};

/** Pieces a stream of ours takes at once. */
const MAX_PIECE_MS = 200;
/** For the platform to play what it has, beyond the time that takes. */
const DRAIN_MS = 1_000;
/** For the platform to tell that the call is over after it was told to end it. */
const GOODBYE_MS = 2_000;

/** A caller of a FreeClimb platform: sound and keys as messages of one gRPC stream. */
export class FreeclimbLeg implements CallLeg {
  readonly protocol = 'freeclimb';
  readonly direction = 'inbound';
  readonly capabilities = protocolProfiles.freeclimb.capabilities;
  readonly handles: CallLeg['handles'] = new Set(['dtmf'] as const);
  readonly cannot: NonNullable<CallLeg['cannot']> = new Set(protocolProfiles.freeclimb.cannot);
  readonly option = {};
  readonly #parts: FreeclimbLegParts;
  readonly #order: WireOrder;
  readonly #player: Player;
  readonly #keys: CallerKeys;
  readonly #timers = new Set<Timer>();
  #keyPress: KeyPress | null = null;
  #post: (event: SessionEvent) => void = () => undefined;
  #sound: FrameSound | null = null;
  #lastSequence: number | null = null;
  #wasToldEnd = false;
  #isShutdown = false;
  #closing: Promise<void> | null = null;

  constructor(parts: FreeclimbLegParts) {
    const { contentType, l16Order, say, newId, clock } = parts;
    this.#parts = parts;
    this.#order = new WireOrder(contentType, l16Order);
    this.#player = new Player({ contentType, say, newId, clock });
    this.#keys = new CallerKeys(clock);
  }

  get callId(): CallId {
    return this.#parts.callId;
  }

  get from(): string {
    return this.#parts.from;
  }

  get to(): string {
    return this.#parts.to;
  }

  get headers(): CallLeg['headers'] {
    return this.#parts.headers;
  }

  get signal(): AbortSignal {
    return this.#parts.signal;
  }

  readonly openSound: CallLeg['openSound'] = async (stream, post) => {
    const { contentType, isEncrypted, say, newId, clock } = this.#parts;
    this.#post = post;
    this.#keyPress = new KeyPress({ say, post, newId, clock });
    const format = { ...formatOf(contentType), keysAreTones: false, isEncrypted };
    this.#sound = await stream.openFrames(format, (bytes) =>
      this.#player.hear(this.#order.write(bytes), isSilence(bytes, contentType)),
    );
    await this.#keys.attach(stream);
    return { sdp: '' };
  };

  readonly perform: CallLeg['perform'] = async (command) => {
    if (command.command !== 'dtmf' || !this.#keyPress)
      throw new AppError('protocol.unsupported', `The platform cannot do ${command.command}.`);
    this.#keyPress.press(command);
  };

  readonly send: CallLeg['send'] = (event) => {
    switch (event.event) {
      case 'trackStart':
        if (event.trackId === SERVER_TRACK) this.#player.trackStart(event.playId);
        break;
      case 'trackEnd':
        if (event.interrupted) this.#player.clear();
        else this.#player.trackEnd();
        break;
      case 'interruption':
        this.#player.clear();
        break;
      case 'hangup':
        this.#isShutdown = event.reason === 'shutdown';
        break;
    }
  };

  readonly close: CallLeg['close'] = () => {
    this.#closing ??= this.#finish();
    return this.#closing;
  };

  /** The connection takes more again. */
  goOn(): void {
    this.#player.goOn();
  }

  /** A message of the platform, but for the first. Its end is told by the signal of the leg. */
  receive(message: PlatformMessage): void {
    this.#player.receive(message);
    switch (message.payload) {
      case 'notifyAudioData':
        this.#hear(message.notifyAudioData.audioData, message.notifyAudioData.sequenceNum);
        break;
      case 'notifyDtmfReceivedStartData':
        this.#keys.start(
          message.notifyDtmfReceivedStartData.digit,
          msOf(message.notifyDtmfReceivedStartData.startTstamp),
        );
        break;
      case 'notifyDtmfReceivedEndData':
        this.#keys.end(message.notifyDtmfReceivedEndData.digit, msOf(message.notifyDtmfReceivedEndData.endTstamp));
        break;
      case 'notifyDtmfPlayCompletedData':
        this.#keyPress?.completed(message.notifyDtmfPlayCompletedData.id);
        break;
      case 'notifyError':
        this.#tellProblem(message.notifyError.errorId);
        break;
      case 'notifyCallEnded':
        this.#wasToldEnd = true;
        this.#wake();
        break;
    }
  }

  #hear(bytes: Uint8Array, sequence: number): void {
    // A piece that comes twice is heard once; gaps, other sizes and any first number are as good as the usual.
    if (sequence === this.#lastSequence && sequence !== 0) return;
    this.#lastSequence = sequence;
    if (!this.#sound) return;
    const heard = this.#order.read(bytes);
    const pieceBytes = MAX_PIECE_MS * bytesPerMs(this.#parts.contentType);
    for (let at = 0; at < heard.length; at += pieceBytes) this.#sound.hear(heard.subarray(at, at + pieceBytes));
  }

  // What the platform writes may hold anything; its id is enough to look it up.
  #tellProblem(id: string): void {
    const code = /^[\w.-]{1,64}$/.test(id) ? `freeclimb.${id}` : 'freeclimb.error';
    const error = 'The platform reports an error.';
    this.#post({ event: 'error', timestamp: this.#parts.clock.nowMs(), sender: 'freeclimb', error, code });
  }

  async #finish(): Promise<void> {
    const { signal, say, end } = this.#parts;
    this.#keyPress?.close();
    if (!signal.aborted) {
      if (!this.#isShutdown && !this.#player.isSpeaking) await this.#untilHeard();
      say({ terminateCall: {} });
      await this.#wait(GOODBYE_MS, () => this.#wasToldEnd || signal.aborted);
    }
    this.#player.close();
    for (const timer of this.#timers) timer.cancel();
    end();
  }

  // The last words lie in the platform's buffer when the call is over for us.
  async #untilHeard(): Promise<void> {
    let isHeard = false;
    void this.#player.drained().then(() => {
      isHeard = true;
      this.#wake();
    });
    await Promise.resolve();
    await this.#wait(this.#player.aheadMs + DRAIN_MS, () => isHeard || this.#wasToldEnd || this.signal.aborted);
  }

  #waiting: (() => void) | null = null;

  #wake(): void {
    this.#waiting?.();
  }

  #wait(atMostMs: number, holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        this.#timers.delete(timer);
        this.signal.removeEventListener('abort', check);
        this.#waiting = null;
        resolve();
      };
      const check = () => {
        if (holds()) done();
      };
      const timer = this.#parts.clock.startTimer(atMostMs, done);
      this.#timers.add(timer);
      this.signal.addEventListener('abort', check);
      this.#waiting = check;
    });
  }
}
