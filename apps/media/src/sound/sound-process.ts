import { AppError, type CallId } from '@callwright/protocol';
import type { RelayedBlock, SoundBeat, SoundLoad, SoundResult } from '../link/messages.js';
import type { SoundHandlers } from '../link/serve-sound-link.js';
import type { SoundRequestOf } from '../link/sound-client.js';
import type { Log } from '../platform/logging.js';
import { clockHzOf, rateHzOf } from './rtc/negotiate.js';
import type { RtpLeg } from './rtc/rtp-leg.js';
import type { RtpServer } from './rtc/rtp-server.js';
import type { RtpSocket } from './rtc/rtp-socket.js';
import { codecName } from './rtc/sdp-answer.js';
import type { WebrtcLeg, WebrtcLegEvents } from './rtc/webrtc-leg.js';
import type { WebrtcServer } from './rtc/webrtc-server.js';
import { SoundRooms } from './sound-rooms.js';
import { MediaStream, type StreamParts } from './stream/media-stream.js';
import { Pacer } from './stream/pacer.js';
import { Relays } from './stream/relays.js';

/** What a sound process works with. */
export type SoundProcessOptions = Omit<StreamParts, 'pacer'> & {
  /** Null when there is no mediasoup worker on this machine. */
  readonly webrtc: WebrtcServer | null;
  readonly rtp: RtpServer;
  /** What the process uses, the lateness of ticks aside. */
  readonly readUsage: () => Omit<SoundLoad, 'latenessCounts'>;
  /** Hands sound over to other processes before it returns. */
  readonly relay: (blocks: readonly RelayedBlock[]) => void;
  readonly log: Log;
};

/** The streams of a sound process, and what is asked of them over the link. */
export class SoundProcess {
  readonly #options: SoundProcessOptions;
  readonly #parts: StreamParts;
  readonly #streams = new Map<CallId, MediaStream>();
  readonly #legs = new Map<CallId, WebrtcLeg | RtpLeg>();
  readonly #sockets = new Map<CallId, RtpSocket>();
  readonly #relays: Relays;
  readonly #rooms: SoundRooms;

  constructor(options: SoundProcessOptions) {
    this.#options = options;
    const pacer = new Pacer(options.clock, (failed, error) => {
      if (failed instanceof MediaStream) this.#onBroken(failed, error);
      else this.#rooms.onBroken(failed, error);
    });
    this.#parts = { ...options, pacer };
    const { log, sources, relay, openMessage, clock, emit } = options;
    this.#relays = new Relays(pacer, relay);
    this.#rooms = new SoundRooms({
      pacer,
      relays: this.#relays,
      openMessage,
      clock,
      emit,
      log,
      openMusic: (...music) => sources.openPrompt(...music),
      stream: (callId) => this.#stream(callId),
    });
  }

  /** Sound of other processes has come. */
  readonly receive = (blocks: readonly RelayedBlock[]): void => this.#relays.receive(blocks);

  /** Rooms there are. */
  get roomCount(): number {
    return this.#rooms.count;
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
    openRtp: (request) => this.#openRtp(request),
    updateRtp: (request) => this.#updateRtp(request),
    readStatistics: async () => null,
    readLoad: async () => ({
      latenessCounts: this.#parts.pacer.latenessCounts,
      ...this.#options.readUsage(),
    }),
    joinRoom: async (request) => {
      this.#rooms.join(request);
      return null;
    },
    leaveRoom: async ({ room, callId }) => {
      this.#rooms.leave(room, callId);
      this.#rest();
      return null;
    },
    joinRelay: async ({ callId, relay, isTalk }) => {
      const stream = this.#stream(callId);
      const rateHz = this.#relays.joinStream(relay, stream);
      if (isTalk) stream.stopPlaying();
      return { rateHz };
    },
    openRelay: async (request) => {
      this.#rooms.joinRelayed(request);
      return null;
    },
    leaveRelay: async ({ relay }) => {
      this.#relays.leave(relay);
      return null;
    },
    chime: async (request) => {
      this.#rooms.chime(request);
      return null;
    },
    perform: async ({ callId, command }) => {
      const stream = this.#stream(callId);
      if (command.command === 'record' && command.of === 'room') this.#rooms.record(callId, command);
      else stream.perform(command);
      return null;
    },
    hideCaller: async ({ callId, isHidden }) => {
      this.#stream(callId).privacy.hide(isHidden);
      return null;
    },
    pressKey: async ({ callId, digit, durationMs }) => {
      this.#stream(callId).pressKey(digit, durationMs);
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
    const answered = await webrtc.answer(sdp, stream.callerTrack, eventsOf(stream));
    attach(stream, answered.leg);
    this.#legs.set(callId, answered.leg);
    const { codec, rateHz } = answered.leg.agreement;
    return { sdp: answered.sdp, codec: codecName(codec), rateHz };
  }

  async #openRtp({ callId }: SoundRequestOf<'openRtp'>): Promise<SoundResult['openRtp']> {
    this.#stream(callId);
    const socket = await this.#options.rtp.openSocket();
    this.#sockets.set(callId, socket);
    return { address: '127.0.0.1', port: socket.port, ssrc: 0 };
  }

  async #updateRtp({ callId, agreement: agreed }: SoundRequestOf<'updateRtp'>): Promise<SoundResult['updateRtp']> {
    const { codec, payloadTypes, remote } = agreed;
    const stream = this.#stream(callId);
    const { sound: payloadType, keys } = payloadTypes;
    const agreement = {
      codec,
      payloadType,
      clockHz: clockHzOf(codec),
      rateHz: rateHzOf(codec),
      keys: keys === undefined ? null : { payloadType: keys.type, clockHz: keys.clockHz },
    };
    const socket = this.#sockets.get(callId);
    if (!socket || this.#legs.has(callId)) throw new AppError('protocol.unsupported', 'No port, or a leg already.');
    const { leg } = await this.#options.rtp.open(agreement, remote, stream.callerTrack, eventsOf(stream), socket);
    attach(stream, leg);
    this.#legs.set(callId, leg);
    return { codec: codecName(codec), rateHz: agreement.rateHz };
  }

  async #close(callId: CallId): Promise<SoundResult['closeStream']> {
    const stream = this.#streams.get(callId);
    if (stream === undefined) throw noStream();
    this.#rooms.leaveAll(callId);
    const [own, ofRooms] = await Promise.all([stream.close(), this.#rooms.recordingsOf(callId)]);
    const recordings = { ...own, messages: [...own.messages, ...ofRooms] };
    this.#streams.delete(callId);
    this.#rest();
    this.#tellOfLeg(callId);
    this.#legs.delete(callId);
    return recordings;
  }

  /** How the sound of the call came and went. */
  #tellOfLeg(callId: CallId): void {
    const { log, emit, clock } = this.#options;
    const leg = this.#legs.get(callId);
    log.info({ callId, ...leg?.stats }, 'stream closed');
    if (leg?.kind !== 'rtp') return;
    const { sent, received, lost, late, jitterMs, rttMs, farLost, farJitterMs, badReports, mos } = leg.stats;
    const data = { sent, received, lost, late, jitterMs, rttMs, farLost, farJitterMs, badReports, mos };
    emit(callId, { event: 'metrics', timestamp: clock.nowMs(), key: 'rtp', duration: rttMs ?? 0, data });
  }

  // Nothing ticks any more that could see the last ones out of their rooms.
  #rest(): void {
    if (this.#streams.size === 0 && this.#relays.count === 0) this.#rooms.closeAll();
  }

  #stream(callId: CallId): MediaStream {
    const stream = this.#streams.get(callId);
    // One that is being closed has left its rooms, and must get into no other.
    if (stream === undefined || stream.isClosing) throw noStream();
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

const noStream = (): AppError => new AppError('call.ended', 'The call has no stream, or none any more.');

const eventsOf = (stream: MediaStream): WebrtcLegEvents => ({
  onReady: () => stream.start(),
  onLost: (reason) => stream.onLost(reason),
  onKey: (change) => stream.onKey(change),
});

function attach(stream: MediaStream, leg: WebrtcLeg | RtpLeg): void {
  const { rateHz, codec, keys } = leg.agreement;
  try {
    stream.attach(leg, { codec: codecName(codec), rateHz, keysAreTones: keys === null });
  } catch (error) {
    leg.close();
    throw error;
  }
}
