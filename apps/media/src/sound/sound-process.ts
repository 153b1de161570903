import { AppError, type CallId, type SoundStatistics } from '@callwright/protocol';
import { isFrameFormat } from '../link/frame-format.js';
import type { LaneBatch } from '../link/lanes.js';
import type { RelayedBlock, SoundBeat, SoundLoad, SoundResult } from '../link/messages.js';
import type { SoundHandlers } from '../link/serve-sound-link.js';
import type { SoundRequestOf } from '../link/sound-client.js';
import type { Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { FrameLeg } from './frames/frame-leg.js';
import { StreamLanes, type StreamLanesOptions } from './frames/stream-lanes.js';
import { OverloadWatch } from './overload-watch.js';
import type { RtpLeg } from './rtc/rtp-leg.js';
import type { RtpServer } from './rtc/rtp-server.js';
import { codecName } from './rtc/sdp-answer.js';
import type { WebrtcLeg, WebrtcLegEvents } from './rtc/webrtc-leg.js';
import type { AnsweredOffer, OfferedSound, WebrtcServer } from './rtc/webrtc-server.js';
import { SkippedLog } from './skipped-log.js';
import { SoundRooms } from './sound-rooms.js';
import { speakPreview } from './speak-preview.js';
import { MediaStream } from './stream/media-stream.js';
import { Pacer } from './stream/pacer.js';
import { Relays } from './stream/relays.js';
import type { StreamParts } from './stream/stream-parts.js';

/** What a sound process works with. */
export type SoundProcessOptions = Omit<StreamParts, 'pacer'> & {
  /** The way of sound as bytes to the call process. */
  readonly lanes: StreamLanesOptions;
  /** Null when there is no mediasoup worker on this machine. */
  readonly webrtc: WebrtcServer | null;
  readonly rtp: RtpServer;
  /** What the process uses, the lateness of ticks aside. */
  readonly readUsage: () => Omit<SoundLoad, 'latenessCounts' | 'skippedTicks'>;
  /** Hands sound over to other processes before it returns. */
  readonly relay: (blocks: readonly RelayedBlock[]) => void;
  readonly log: Log;
};

/** The streams of a sound process, and what is asked of them over the link. */
export class SoundProcess {
  readonly #options: SoundProcessOptions;
  readonly #parts: StreamParts;
  readonly #streams = new Map<CallId, MediaStream>();
  readonly #legs = new Map<CallId, WebrtcLeg | RtpLeg | FrameLeg>();
  /** Browsers, who may answer with another offer. */
  readonly #browsers = new Map<CallId, AnsweredOffer>();
  /** Browsers that have been made an offer and have not answered. */
  readonly #offers = new Map<CallId, OfferedSound>();
  /** Waits for browsers that are lost. */
  readonly #awaited = new Map<CallId, Timer>();
  readonly #relays: Relays;
  readonly #lanes: StreamLanes;
  readonly #overload = new OverloadWatch();
  readonly #skipped: SkippedLog;
  readonly #rooms: SoundRooms;

  constructor(options: SoundProcessOptions) {
    this.#options = options;
    const pacer = new Pacer(options.clock, (failed, error) => {
      if (failed instanceof MediaStream) this.#onBroken(failed, error);
      else this.#rooms.onBroken(failed, error);
    });
    this.#parts = { ...options, pacer };
    const { log, sources, relay, openMessage, clock, emit } = options;
    this.#skipped = new SkippedLog(clock, log);
    this.#relays = new Relays(pacer, relay);
    this.#lanes = new StreamLanes(options.lanes);
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

  /** Sound as bytes has come. */
  readonly receiveLanes = (batch: LaneBatch): void => this.#lanes.receive(batch);

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
    offerWebrtc: (request) => this.#offer(request),
    acceptWebrtc: (request) => this.#accept(request),
    openRtp: (request) => this.#openRtp(request),
    updateRtp: (request) => this.#updateRtp(request),
    readStatistics: async ({ callId }) => {
      this.#stream(callId);
      return (await this.#legs.get(callId)?.readStatistics()) ?? null;
    },
    speak: (text) => speakPreview(text, this.#options.sources, this.#options.clock),
    readLoad: async () => ({
      latenessCounts: this.#parts.pacer.latenessCounts,
      skippedTicks: this.#parts.pacer.stats.skippedTicks,
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
    listenWith: async ({ callId, change }) => {
      this.#stream(callId).listenWith(change);
      return null;
    },
    pressKey: async ({ callId, digit, durationMs, phase }) => {
      this.#stream(callId).pressKey(digit, durationMs, phase);
      return null;
    },
    openFrames: (request) => this.#openFrames(request),
    openFork: async ({ callId, fork, lane: number }) => {
      const stream = this.#stream(callId);
      const lane = this.#lanes.open(number);
      lane.listen(stream.openFork(fork, lane));
      return null;
    },
    readFork: async ({ callId, forkId }) => {
      const bufferedMs = this.#stream(callId).forks.bufferedMs(forkId);
      if (bufferedMs === null) throw new AppError('call.ended', 'The call has no such fork.');
      return { bufferedMs };
    },
    closeFork: async ({ callId, forkId }) => {
      this.#stream(callId).forks.close(forkId);
      return null;
    },
    closeStream: ({ callId }) => this.#close(callId),
  };

  /** To be asked once a second: what is overloaded is so by the ticks since the last time. */
  beat(): SoundBeat {
    const { stats, latenessCounts } = this.#parts.pacer;
    const { lateTicks, skippedTicks } = stats;
    const isOverloaded = this.#overload.isOverloaded({ latenessCounts, skippedTicks });
    this.#skipped.note(skippedTicks, this.#streams.size);
    return { streams: this.#streams.size, lateTicks, ...(isOverloaded && { isOverloaded }) };
  }

  /** Ends all streams, their recordings finished. */
  async close(): Promise<void> {
    await Promise.all([...this.#streams.keys()].map((callId) => this.#close(callId)));
  }

  async #answer({ callId, sdp, returnMs = 0 }: SoundRequestOf<'answerWebrtc'>): Promise<SoundResult['answerWebrtc']> {
    const stream = this.#stream(callId);
    const before = this.#browsers.get(callId);
    if (!before) this.#mayConnect(callId);
    const again = (await before?.restart(sdp)) ?? null;
    if (again !== null) return { sdp: again, ...formatOf(stream) };
    const events = this.#returningEvents(stream, returnMs);
    const answered = await this.#webrtc.answer(sdp, stream.callerTrack, events);
    this.#connect(stream, answered);
    return { sdp: answered.sdp, ...formatOf(stream) };
  }

  async #offer({ callId }: SoundRequestOf<'offerWebrtc'>): Promise<SoundResult['offerWebrtc']> {
    const stream = this.#stream(callId);
    const offered = await this.#webrtc.offer(stream.callerTrack, eventsOf(stream));
    this.#offers.get(callId)?.close();
    this.#offers.set(callId, offered);
    if (!stream.isClosing) return { sdp: offered.sdp };
    this.#withdraw(callId);
    throw noStream();
  }

  async #accept({ callId, sdp }: SoundRequestOf<'acceptWebrtc'>): Promise<SoundResult['acceptWebrtc']> {
    const stream = this.#stream(callId);
    this.#mayConnect(callId);
    const offered = this.#offers.get(callId);
    if (!offered) throw new AppError('protocol.unsupported', 'No browser has been made an offer.');
    this.#offers.delete(callId);
    this.#connect(stream, await offered.accept(sdp));
    return formatOf(stream);
  }

  get #webrtc(): WebrtcServer {
    const { webrtc } = this.#options;
    if (webrtc) return webrtc;
    throw new AppError('media.noWorker', 'Browsers cannot be connected: there is no mediasoup worker here.');
  }

  // A port that was opened and never agreed on gives way: of several that were called, a browser answered.
  #mayConnect(callId: CallId): void {
    const leg = this.#legs.get(callId);
    if (leg !== undefined && (leg.kind !== 'rtp' || leg.agreement !== null)) throw hasCaller();
  }

  #connect(stream: MediaStream, browser: AnsweredOffer): void {
    const { callId } = stream;
    const before = this.#legs.get(callId);
    attach(stream, browser.leg);
    before?.close();
    this.#awaited.get(callId)?.cancel();
    this.#legs.set(callId, browser.leg);
    this.#browsers.set(callId, browser);
  }

  #withdraw(callId: CallId): void {
    this.#offers.get(callId)?.close();
    this.#offers.delete(callId);
  }

  /** A page that may come back is waited for. */
  #returningEvents(stream: MediaStream, returnMs: number): WebrtcLegEvents {
    const { callId } = stream;
    const onLost = (reason: string): void => {
      this.#awaited.get(callId)?.cancel();
      const timer = this.#options.clock.startTimer(returnMs, () => stream.onLost(reason));
      this.#awaited.set(callId, timer);
    };
    return returnMs === 0 ? eventsOf(stream) : { ...eventsOf(stream), onLost };
  }

  async #openRtp({ callId, family }: SoundRequestOf<'openRtp'>): Promise<SoundResult['openRtp']> {
    const stream = this.#stream(callId);
    if (this.#legs.has(callId)) throw hasCaller();
    const leg = await this.#options.rtp.open(family, stream.callerTrack, eventsOf(stream));
    if (stream.isClosing || this.#legs.has(callId)) {
      leg.close();
      throw noStream();
    }
    this.#legs.set(callId, leg);
    const { address, port, ssrc } = leg;
    return { address, port, ssrc };
  }

  async #updateRtp({ callId, agreement: agreed }: SoundRequestOf<'updateRtp'>): Promise<SoundResult['updateRtp']> {
    const stream = this.#stream(callId);
    const leg = this.#legs.get(callId);
    if (leg?.kind !== 'rtp') throw new AppError('protocol.unsupported', 'The call has no port for sound.');
    await leg.update(agreed);
    if (stream.format === null) attach(stream, leg);
    else stream.hearTones(leg.agreement?.keys === null);
    if (agreed.phase === 'early') stream.startEarly();
    return { codec: codecName(agreed.codec), rateHz: stream.format?.rateHz ?? 8000 };
  }

  async #openFrames({ callId, lane: number, format }: SoundRequestOf<'openFrames'>) {
    const stream = this.#stream(callId);
    if (this.#legs.has(callId)) throw hasCaller();
    if (!isFrameFormat(format)) throw new AppError('media.noCommonCodec', 'Sound cannot be written in this format.');
    const lane = this.#lanes.open(number);
    const leg = new FrameLeg(stream.callerTrack, format, lane);
    const { codec, rateHz } = leg;
    const { keysAreTones = true } = format;
    const isG711 = format.codec === 'pcmu' || format.codec === 'pcma';
    stream.attach(leg, { codec, rateHz, keysAreTones, takesPackets: isG711 });
    this.#legs.set(callId, leg);
    lane.listen({ onBytes: (bytes) => leg.receive(bytes), onNote: () => undefined });
    stream.start();
    return { codec, rateHz };
  }

  async #close(callId: CallId): Promise<SoundResult['closeStream']> {
    const stream = this.#streams.get(callId);
    if (stream === undefined) throw noStream();
    this.#rooms.leaveAll(callId);
    const leg = this.#legs.get(callId);
    const [statistics, own, ofRooms] = await Promise.all([
      leg?.readStatistics() ?? null,
      stream.close(),
      this.#rooms.recordingsOf(callId),
    ]);
    // A port that was opened and never used is on no stream.
    leg?.close();
    this.#withdraw(callId);
    this.#streams.delete(callId);
    this.#rest();
    this.#tellOfLeg(callId, statistics);
    this.#legs.delete(callId);
    this.#browsers.delete(callId);
    this.#awaited.get(callId)?.cancel();
    this.#awaited.delete(callId);
    const messages = [...own.messages, ...ofRooms];
    return { ...own, messages, ...(statistics === null ? {} : { statistics }) };
  }

  /** How the sound of the call came and went. */
  #tellOfLeg(callId: CallId, statistics: SoundStatistics | null): void {
    const { log, emit, clock } = this.#options;
    log.info({ callId, ...statistics }, 'stream closed');
    if (statistics === null) return;
    const { by: _by, codec: _codec, isEncrypted: _isEncrypted, ...data } = statistics;
    const duration = statistics.rttMs ?? 0;
    emit(callId, { event: 'metrics', timestamp: clock.nowMs(), key: 'rtp', duration, data });
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

const hasCaller = (): AppError => new AppError('call.alreadyInvited', 'The call has a caller already.');
const noStream = (): AppError => new AppError('call.ended', 'The call has no stream, or none any more.');

const eventsOf = (stream: MediaStream): WebrtcLegEvents => ({
  onReady: () => stream.start(),
  onLost: (reason) => stream.onLost(reason),
  onKey: (change) => stream.onKey(change),
});

const formatOf = ({ format }: MediaStream) => ({ codec: format?.codec ?? '', rateHz: format?.rateHz ?? 8000 });

function attach(stream: MediaStream, leg: WebrtcLeg | RtpLeg): void {
  const { agreement } = leg;
  if (agreement === null) return;
  const { rateHz, codec, keys } = agreement;
  try {
    stream.replace(leg, { codec: codecName(codec), rateHz, keysAreTones: keys === null });
  } catch (error) {
    leg.close();
    throw error;
  }
}
