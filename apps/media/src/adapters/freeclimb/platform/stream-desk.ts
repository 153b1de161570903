import type { Command, SessionEvent } from '@callwright/protocol';
import type { CallSession } from '../../../calls/call-session.js';
import type { Fork } from '../../../calls/sound-frames.js';
import type { Clock } from '../../../platform/clock.js';
import { bytesPerMs, formatOf, type L16Order } from '../content-type.js';
import { WireOrder } from '../l16-order.js';
import { type AppMessage, momentOf, type PlatformSays, type ReasonCode } from '../messages.js';
import { AppStream, type AppStreamListener } from './app-stream.js';
import { AUDIO_BUFFER_SIZE, AudioBuffer } from './audio-buffer.js';
import type { Channel } from './driver.js';
import { DTMF_BUFFER_SIZE, DtmfBuffer } from './dtmf-buffer.js';
import type { StreamOrder } from './percl.js';

/** What a desk is made of. */
export type StreamDeskParts = {
  readonly call: CallSession;
  readonly order: StreamOrder;
  readonly l16Order: L16Order;
  /** The application wants the call to end. */
  readonly onTerminate: () => void;
  readonly onEnd: AppStreamListener['onEnd'];
  readonly execute: (command: Command) => void;
  readonly clock: Clock;
};

/** Unique in its call, whoever else listens to it. */
const FORK_ID = 'freeclimb';

/** A call that is streamed to an application: its sound and keys go there, and what the application orders is done. */
export class StreamDesk {
  readonly #parts: StreamDeskParts;
  readonly #order: WireOrder;
  readonly #audio: AudioBuffer;
  readonly #dtmf: DtmfBuffer;
  readonly #fork: Fork;
  readonly #stream: AppStream;
  #sequence = 0;
  #isOver = false;

  private constructor(parts: StreamDeskParts, fork: Fork, channel: Channel) {
    const { order, l16Order, clock, execute } = parts;
    const say = (message: PlatformSays) => this.#stream.say(message);
    const sayError = (errorId: string, errorMessage: string) => say({ notifyError: { errorId, errorMessage } });
    this.#parts = parts;
    this.#fork = fork;
    this.#order = new WireOrder(order.contentType, l16Order);
    this.#audio = new AudioBuffer({ contentType: order.contentType, l16Order, fork, say, sayError, clock });
    this.#dtmf = new DtmfBuffer({ say, sayError, press: execute, clock });
    const listener: AppStreamListener = {
      onMessage: (message) => this.#receive(message),
      onNonsense: () => sayError('unknownMessage', 'This message is not known.'),
      onEnd: (problem) => parts.onEnd(problem),
    };
    this.#stream = new AppStream({ client: channel, token: tokenOf(order.metadata), listener, clock }, this.#started());
  }

  /**
   * Opens the sound, then the stream; the first message is the start of the call.
   * @throws AppError as `openFork`; the channel is closed then
   */
  static async open(parts: StreamDeskParts, channel: Channel): Promise<StreamDesk> {
    let desk: StreamDesk | null = null;
    const format = formatOf(parts.order.contentType);
    try {
      const fork = await parts.call.sound.openFork(
        { forkId: FORK_ID, hears: 'caller', format, speaks: format },
        {
          onFrames: (bytes) => desk?.hear(bytes),
          onMark: (name, end) => end === 'played' && desk?.played(name),
          onOverflow: () => desk?.overflow(),
        },
      );
      desk = new StreamDesk(parts, fork, channel);
      return desk;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** Resolves when the connection is closed. */
  get closed(): Promise<void> {
    return this.#stream.closed;
  }

  /** 20 ms of the caller. */
  hear(bytes: Uint8Array): void {
    const endMs = this.#parts.clock.nowMs();
    const startMs = endMs - bytes.length / bytesPerMs(this.#parts.order.contentType);
    this.#stream.hear({
      notifyAudioData: {
        audioData: this.#order.write(bytes),
        startTstamp: momentOf(startMs),
        endTstamp: momentOf(endMs),
        sequenceNum: this.#sequence,
      },
    });
    this.#sequence = (this.#sequence + 1) >>> 0;
  }

  /** Everything before a mark of ours has been heard. */
  played(mark: string): void {
    this.#audio.played(mark);
  }

  /** The sound has refused a piece. */
  overflow(): void {
    this.#audio.overfilled();
  }

  /** What happens in the call. */
  note(event: SessionEvent): void {
    if (event.event === 'dtmf') this.#tellKey(event.digit, event.phase, event.timestamp);
    if (event.event === 'dtmfSent') this.#dtmf.sent(event.dtmfId);
    if (event.event === 'error') this.#dtmf.failed(event.commandId);
  }

  /** Ends the stream with the reason, and lets go of the sound. May be called twice. */
  end(reasonCode: ReasonCode, reason: string): void {
    if (this.#isOver) return;
    this.#letGo();
    this.#stream.end({ notifyCallEnded: { callId: this.#parts.call.callId, reasonCode, reason } });
  }

  /** The stream is over: lets go of the sound. */
  #letGo(): void {
    this.#isOver = true;
    this.#dtmf.close();
    void this.#fork.close();
  }

  #tellKey(digit: string, phase: 'start' | 'end', atMs: number): void {
    const at = momentOf(atMs);
    if (phase === 'start')
      this.#stream.say({ notifyDtmfReceivedStartData: { digit: digit.toLowerCase(), startTstamp: at } });
    else this.#stream.say({ notifyDtmfReceivedEndData: { digit: digit.toLowerCase(), endTstamp: at } });
  }

  #started(): PlatformSays {
    const { call, order } = this.#parts;
    const { leg, callId } = call;
    const isInbound = leg.direction === 'inbound';
    const { contentType, metadata } = order;
    const ends = { from: leg.from, to: leg.to };
    return { notifyCallStarted: { callId, ...ends, isInbound, metadata: [...metadata], contentType } };
  }

  #receive(message: AppMessage): void {
    if (this.#isOver) return;
    switch (message.payload) {
      case 'audioData':
        this.#audio.play(message.audioData);
        return;
      case 'clearAudioBuffer':
        this.#audio.clear(message.clearAudioBuffer.id);
        return;
      case 'dtmfData':
        this.#dtmf.press(message.dtmfData);
        return;
      case 'terminateCall':
        this.#parts.onTerminate();
        return;
      case 'endStream':
        // Seed 3: "unimplemented"; the platform says so, and the stream goes on.
        this.#stream.say({
          notifyError: { errorId: 'notImplemented', errorMessage: 'EndGrpcStream is not implemented.' },
        });
        return;
      case 'queryBuffer':
        this.#tellDepth(message.queryBuffer.bufferType === 'DTMF');
        return;
    }
  }

  #tellDepth(isDtmf: boolean): void {
    const [depth, bufferSize] = isDtmf ? [this.#dtmf.depth, DTMF_BUFFER_SIZE] : [this.#audio.depth, AUDIO_BUFFER_SIZE];
    this.#stream.say({ notifyBuffer: { bufferType: isDtmf ? 'DTMF' : 'Audio', depth, bufferSize } });
  }
}

const tokenOf = (metadata: readonly string[]): string | null =>
  metadata.find((entry) => entry.startsWith('token='))?.slice('token='.length) ?? null;
