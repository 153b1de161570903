import { AppError, type CallId } from '@callwright/protocol';
import type { SoundResult } from '../link/messages.js';
import type { SoundHandlers } from '../link/serve-sound-link.js';
import type { SoundBeat, SoundRequestOf } from '../link/sound-client.js';
import type { Log } from '../platform/logging.js';
import { codecName } from './rtc/sdp-answer.js';
import type { WebrtcLeg } from './rtc/webrtc-leg.js';
import type { AnsweredOffer, WebrtcServer } from './rtc/webrtc-server.js';
import { joinStreams } from './stream/join-streams.js';
import { MediaStream, type StreamParts } from './stream/media-stream.js';
import { Pacer } from './stream/pacer.js';

/** What a sound process works with. */
export type SoundProcessOptions = Omit<StreamParts, 'pacer'> & {
  /** Null when there is no mediasoup worker on this machine. */
  readonly webrtc: WebrtcServer | null;
  readonly log: Log;
};

type Join = { readonly other: CallId; readonly part: () => void };

/** The streams of a sound process, and what is asked of them over the link. */
export class SoundProcess {
  readonly #options: SoundProcessOptions;
  readonly #parts: StreamParts;
  readonly #streams = new Map<CallId, MediaStream>();
  readonly #legs = new Map<CallId, WebrtcLeg>();
  /** By the stream whose far side was replaced. */
  readonly #joins = new Map<CallId, Join>();

  constructor(options: SoundProcessOptions) {
    this.#options = options;
    const pacer = new Pacer(options.clock, (paced, error) => {
      if (paced instanceof MediaStream) this.#onBroken(paced, error);
    });
    this.#parts = { ...options, pacer };
  }

  /** What to answer the link with. */
  readonly handlers: SoundHandlers = {
    openStream: async ({ options }) => {
      if (this.#streams.has(options.callId))
        throw new AppError('call.alreadyInvited', 'The call has a stream already.');
      this.#streams.set(options.callId, new MediaStream(options, this.#parts));
      return null;
    },
    answerWebrtc: (request) => this.#answer(request),
    bridge: async ({ callId, otherCallId }) => {
      const part = joinStreams(this.#stream(callId), this.#stream(otherCallId));
      this.#part(callId);
      this.#joins.set(callId, { other: otherCallId, part });
      return null;
    },
    unbridge: async ({ callId }) => {
      this.#part(callId);
      return null;
    },
    perform: async ({ callId, command }) => {
      this.#stream(callId).perform(command);
      return null;
    },
    hideCaller: async ({ callId, isHidden }) => {
      this.#stream(callId).privacy.hide(isHidden);
      return null;
    },
    closeStream: ({ callId }) => this.#close(callId),
  };

  get beat(): SoundBeat {
    return { streams: this.#streams.size, lateTicks: this.#parts.pacer.stats.lateTicks };
  }

  /** Ends all streams, their recordings finished. */
  async close(): Promise<void> {
    await Promise.all([...this.#streams.keys()].map((callId) => this.#close(callId)));
  }

  async #answer({ callId, sdp }: SoundRequestOf<'answerWebrtc'>): Promise<SoundResult['answerWebrtc']> {
    const { webrtc } = this.#options;
    if (webrtc === null)
      throw new AppError('media.noWorker', 'Browsers cannot call: there is no mediasoup worker here.');
    const stream = this.#stream(callId);
    const answered = await webrtc.answer(sdp, stream.callerTrack, {
      onReady: () => stream.start(),
      onLost: (reason) => stream.onLost(reason),
      onKey: (change) => stream.onKey(change),
    });
    const result = attach(stream, answered);
    this.#legs.set(callId, answered.leg);
    return result;
  }

  async #close(callId: CallId): Promise<SoundResult['closeStream']> {
    const stream = this.#stream(callId);
    for (const [id, { other }] of this.#joins) if (id === callId || other === callId) this.#part(id);
    const recordings = await stream.close();
    this.#streams.delete(callId);
    this.#options.log.info({ callId, ...this.#legs.get(callId)?.stats }, 'stream closed');
    this.#legs.delete(callId);
    return recordings;
  }

  #part(callId: CallId): void {
    this.#joins.get(callId)?.part();
    this.#joins.delete(callId);
  }

  #stream(callId: CallId): MediaStream {
    const stream = this.#streams.get(callId);
    if (stream === undefined) throw new AppError('call.ended', 'The call has no stream, or none any more.');
    return stream;
  }

  /** A bug in one stream: it stands still from here on, and its call is told to end. */
  #onBroken({ callId }: MediaStream, error: unknown): void {
    this.#options.log.error({ callId, err: error }, 'stream failed');
    const timestamp = this.#options.clock.nowMs();
    const text = 'The sound of the call failed.';
    this.#options.emit(callId, { event: 'error', timestamp, sender: 'stream', error: text, code: 'media.soundLost' });
  }
}

function attach(stream: MediaStream, { leg, sdp }: AnsweredOffer): SoundResult['answerWebrtc'] {
  const { rateHz, codec, keys } = leg.agreement;
  try {
    stream.attach(leg, { codec: codecName(codec), rateHz, keysAreTones: keys === null });
  } catch (error) {
    leg.close();
    throw error;
  }
  return { sdp, codec: codecName(codec), rateHz };
}
