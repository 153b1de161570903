import { BLOCK_MS, type KeyChange } from '@callwright/audio';
import {
  AppError,
  type CallId,
  type CommandOf,
  SERVER_TRACK,
  type SessionEvent,
  type TrackId,
  toAppError,
  trackId,
} from '@callwright/protocol';
import type { ForkOptions } from '../../link/frame-format.js';
import type { ListeningChange, SoundResult, StreamCommand, StreamOptions } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import type { StreamFork } from '../frames/stream-fork.js';
import { StreamForks } from '../frames/stream-forks.js';
import type { LaneOut } from '../frames/stream-lanes.js';
import { Ambiance } from './ambiance.js';
import { CallEar, type Listeners } from './call-ear.js';
import { CallRecording, type OpenRecorder } from './call-recording.js';
import { createCallSources } from './call-sources.js';
import { CallerPrivacy } from './caller-privacy.js';
import { createDtmfProcessor } from './dtmf-processor.js';
import { KeyPresses, type KeySource } from './key-presses.js';
import { MessageRecordings, type OpenMessage } from './message-recordings.js';
import type { Pacer } from './pacer.js';
import { Playback, type PlaySources } from './playback.js';
import { ToneTrack } from './tone-track.js';
import { type PacketCodec, type Processor, packetCodecOf, type Track } from './track.js';
import { TrackSlot } from './track-slot.js';

/** What streams of a process share. */
export type StreamParts = {
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly sources: PlaySources;
  readonly listeners: Listeners;
  readonly openRecorder: OpenRecorder;
  readonly openMessage: OpenMessage;
  readonly emit: (callId: CallId, event: SessionEvent) => void;
};

/** How a caller's sound comes in. */
export type LegFormat = {
  readonly codec: string;
  readonly rateHz: 8000 | 16000;
  /** Keys come as tones only, and are listened for. */
  readonly keysAreTones?: boolean;
  /** It takes packets that are kept in its codec; default true. */
  readonly takesPackets?: boolean;
};

/** All that exists once a leg is attached. */
type Sound = {
  readonly leg: Track;
  readonly format: LegFormat;
  /** What packets for the leg are coded in; null when it takes none. */
  readonly packetCodec: PacketCodec | null;
  readonly caller: TrackSlot;
  readonly callee: TrackSlot;
  readonly playback: Playback;
  readonly tones: ToneTrack;
  readonly keys: readonly Processor[];
  readonly ear: CallEar;
  readonly recording: CallRecording;
  readonly messages: MessageRecordings;
};

/** Commands about recording that come before the sound; one more is refused. */
const MAX_RECORDED_LATER = 100;
/** How long keys are sent, and the quiet between them, unless the command says otherwise. */
const KEY_MS = 100;
const KEY_GAP_MS = 100;

/** What is left of a stream that was closed. */
export type StreamRecordings = SoundResult['closeStream'];

/**
 * The sound of one call (seed 0): the caller's track, the server-side track `callee`, and the processors on them. It is
 * silent until a leg is attached, and stands still until `start`.
 */
export class MediaStream {
  readonly callId: CallId;
  #options: StreamOptions;
  readonly #parts: StreamParts;
  #sound: Sound | null = null;
  #isTicking = false;
  #isStarted = false;
  #firstTickMs: number | null = null;
  #ticks = 0;
  /** When this tick is. */
  #atMs = 0;
  #hasTicked = false;
  /** Where those who listen in hear what is said to the caller. */
  #tap: ((block: Int16Array) => void) | null = null;
  readonly #presses = new KeyPresses((change) => this.#tellKey(change));
  /** Who else hears the call. */
  readonly forks = new StreamForks();
  readonly #recordLater: CommandOf<'record'>[] = [];
  #closing: Promise<StreamRecordings> | null = null;
  /** Streams this call was passed on to, which hear of keys too. */
  readonly keysAlsoTo = new Set<MediaStream>();
  /**
   * While it hides the caller, their side of recordings is silence, nobody understands what they say, and those they are
   * joined to hear nothing. Keys and speech are still noticed.
   */
  readonly privacy = new CallerPrivacy(() => this.#hide());

  constructor(options: StreamOptions, parts: StreamParts) {
    this.callId = options.callId;
    this.#options = options;
    this.#parts = parts;
  }

  /** Id of the caller's track: the call's own. */
  get callerTrack(): TrackId {
    return trackId.parse(this.callId);
  }

  /** Its end has begun. */
  get isClosing(): boolean {
    return this.#closing !== null;
  }

  get format(): LegFormat | null {
    return this.#sound?.format ?? null;
  }

  /**
   * What the caller says where only those may hear it whom the call was passed on to, and who hide the caller themselves;
   * null while everybody may.
   */
  get confided(): Int16Array | null {
    return this.privacy.isHiddenElsewhere ? (this.#sound?.caller.block ?? null) : null;
  }

  /** How long the caller's sound waits before it is heard here, in ms. */
  get callerDelayMs(): number {
    return this.#sound?.caller.delayMs ?? 0;
  }

  /** Puts the caller on the stream. @throws AppError `call.alreadyInvited` when there is one, `call.ended` afterwards */
  attach(leg: Track, format: LegFormat): void {
    if (this.#closing !== null) throw ended();
    if (this.#sound !== null) throw new AppError('call.alreadyInvited', 'The call has a caller already.');
    const { callId } = this;
    const { clock, openRecorder, openMessage } = this.#parts;
    const { rateHz } = format;
    const emit = (event: SessionEvent): void => this.#emit(event);
    const messages = new MessageRecordings({ callId, rateHz, openMessage, clock, emit });
    const sources = createCallSources(this.#parts.sources, messages, {
      lane: callId,
      ...(this.#options.speechKeys && { apiKeys: this.#options.speechKeys.voices }),
    });
    const playback = new Playback({ rateHz, tts: this.#options.tts, sources, clock, emit });
    const tones = new ToneTrack(rateHz);
    const ear = this.#createEar(rateHz, playback);
    const option = this.#options.recorder;
    const addTone = (tone: Track): void => callee.addTrack(tone);
    const nextTickMs = (): number => (this.#firstTickMs ?? clock.nowMs()) + this.#ticks * BLOCK_MS;
    const recording = new CallRecording({ rateHz, option, callId, openRecorder, clock, nextTickMs, emit, addTone });
    const caller = new TrackSlot(this.callerTrack, rateHz);
    const callee = new TrackSlot(SERVER_TRACK, rateHz);
    caller.addTrack(leg);
    callee.addTrack(playback);
    callee.addTrack(tones);
    const keys = format.keysAreTones ? [this.#createKeys(rateHz)] : [];
    const packetCodec = format.takesPackets === false ? null : packetCodecOf(format.codec);
    this.#sound = { leg, format, packetCodec, caller, callee, playback, tones, keys, ear, recording, messages };
    this.#arrange(this.#sound);
    this.#hide();
  }

  /**
   * How the call listens: what is named takes the place of what it was opened with.
   * @throws AppError `call.alreadyInvited` once it listens, `call.ended`
   */
  listenWith(change: ListeningChange): void {
    if (this.#closing !== null) throw ended();
    if (this.#firstTickMs !== null) throw new AppError('call.alreadyInvited', 'The call is being listened to.');
    const named = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#options = { ...this.#options, ...Object.fromEntries(named) };
    const sound = this.#sound;
    if (sound === null) return;
    sound.ear.close();
    this.#sound = { ...sound, ear: this.#createEar(sound.format.rateHz, sound.playback) };
    this.#arrange(this.#sound);
  }

  /**
   * Puts the caller on the stream by another leg, which takes the place of the one before; the stream goes on.
   * @throws AppError `media.badSdp` when its sound has another rate, `call.ended`
   */
  replace(leg: Track, format: LegFormat): void {
    const sound = this.#sound;
    if (sound === null) {
      this.attach(leg, format);
      return;
    }
    if (this.#closing !== null) throw ended();
    if (format.rateHz !== sound.format.rateHz)
      throw new AppError('media.badSdp', 'The call goes on with the rate of sound it began with.');
    sound.caller.addTrack(leg);
    this.#sound = { ...sound, leg, format, packetCodec: packetCodecOf(format.codec) };
    this.hearTones(format.keysAreTones === true);
  }

  /** Sound flows: with the next tick, told by `mediaReady`, the clocks of recording and flow begin. May be called twice. */
  start(): void {
    this.startEarly();
    this.#isStarted = this.#isTicking;
  }

  /** Sound flows before the call begins: what is played is heard, and nothing is recorded or understood but keys. */
  startEarly(): void {
    if (this.#sound === null || this.#isTicking || this.#closing !== null) return;
    this.#isTicking = true;
    this.#parts.pacer.add(this);
  }

  /** Whether keys come as tones from now on; see {@link LegFormat}. */
  hearTones(keysAreTones: boolean): void {
    const sound = this.#sound;
    if (sound === null || keysAreTones === sound.keys.length > 0) return;
    for (const processor of sound.keys) processor.close();
    this.#sound = { ...sound, keys: keysAreTones ? [this.#createKeys(sound.format.rateHz)] : [] };
    this.#arrange(this.#sound);
  }

  /** The first step of 20 ms, called by the pacer: what the caller says, or where that is what others say, what we do. */
  hear(): void {
    const sound = this.#sound;
    if (sound === null) return;
    this.#hasTicked = true;
    if (this.#isStarted) {
      this.#firstTickMs ??= this.#begin(sound);
      this.#atMs = this.#firstTickMs + this.#ticks * BLOCK_MS;
      this.#ticks += 1;
    } else this.#atMs = this.#parts.clock.nowMs();
    if (isRemote(sound)) this.#answer(sound);
    else this.#listen(sound);
  }

  /** The second step: the other side of it. */
  speak(): void {
    const sound = this.#sound;
    if (sound === null || !this.#hasTicked) return;
    if (isRemote(sound)) this.#listen(sound);
    else this.#answer(sound);
    if (this.#isStarted) this.forks.hear(sound.caller.shownBlock, sound.callee.block);
    sound.playback.sent();
    sound.recording.commit();
  }

  /** Called by the pacer: the recording keeps the call's time, as the clock of what is heard does. */
  skip(tickCount: number): void {
    if (this.#firstTickMs === null) return;
    this.#ticks += tickCount;
    this.#sound?.recording.skip(tickCount);
  }

  /** The caller pressed a key, or let it go; a key that comes by two ways is told once. */
  onKey(change: KeyChange, source: KeySource = 'rtp'): void {
    this.#presses.take(change, source, this.#parts.clock.monotonicMs());
  }

  /** The caller pressed a key and let it go, as SIP INFO tells it. */
  pressKey(digit: string, durationMs: number): void {
    this.onKey({ digit, phase: 'start' }, 'info');
    this.onKey({ digit, phase: 'end', durationMs }, 'info');
  }

  #createEar(rateHz: 8000 | 16000, playback: Playback): CallEar {
    const { clock, listeners } = this.#parts;
    const emit = (event: SessionEvent): void => this.#emit(event);
    const onVoice = (cause: 'speech' | 'words'): void => playback.bargeIn(cause);
    const stream = this.#options;
    return new CallEar({ trackId: this.callerTrack, rateHz, stream, listeners, clock, emit, onVoice });
  }

  #createKeys(rateHz: 8000 | 16000): Processor {
    return createDtmfProcessor(rateHz, (change) => this.onKey(change, 'tones'));
  }

  #tellKey({ digit, phase, durationMs }: KeyChange): void {
    if (phase === 'start') {
      this.#sound?.playback.bargeIn('keys');
      for (const other of this.keysAlsoTo) other.bargeInByKey();
    }
    const timestamp = this.#parts.clock.nowMs();
    const duration = durationMs === undefined ? {} : { durationMs };
    this.#emit({ event: 'dtmf', timestamp, trackId: this.callerTrack, digit, phase, ...duration });
  }

  /** The browser has gone: the call process ends the call on this. */
  onLost(reason: string): void {
    const timestamp = this.#parts.clock.nowMs();
    this.#emit({
      event: 'error',
      timestamp,
      trackId: this.callerTrack,
      sender: 'rtc',
      error: reason,
      code: 'media.timeout',
    });
  }

  /**
   * Carries a command out; resolves on acceptance, the outcome is an event.
   * @throws AppError `call.ended`, `protocol.unsupported` before there is a caller, `speech.asrFailed`
   */
  perform(command: StreamCommand): void {
    if (this.#closing !== null) throw ended();
    const sound = this.#sound;
    if (sound === null) throw new AppError('protocol.unsupported', 'The call has no sound yet.');
    // A recording begins with the call's clock, not before it.
    if (command.command === 'record' && this.#firstTickMs === null) this.#putOff(command);
    else this.#carryOut(sound, command);
    this.#arrange(sound);
  }

  #putOff(command: CommandOf<'record'>): void {
    if (this.#recordLater.length >= MAX_RECORDED_LATER)
      throw new AppError('call.busy', 'Too much was asked of the recording before the call had sound.');
    this.#recordLater.push(command);
  }

  /**
   * Lets somebody else hear the call, from its beginning on, and be heard beside what is played to the caller.
   * @throws AppError as {@link StreamForks.open}, and `call.ended`, `protocol.unsupported` before there is a caller
   */
  openFork(options: ForkOptions, lane: LaneOut): StreamFork {
    if (this.#closing !== null) throw ended();
    if (this.#sound === null) throw new AppError('protocol.unsupported', 'The call has no sound yet.');
    const fork = this.forks.open(options, this.#sound.format.rateHz, lane);
    if (options.speaks !== undefined) this.#sound.callee.addTrack(fork);
    return fork;
  }

  /** Puts a room beside what is played to the caller. */
  join(track: Track): void {
    this.#sound?.callee.addTrack(track);
  }

  /**
   * Lets others listen in: they are heard by the caller only, and hear all that the caller hears but themselves.
   * @param room who listens in, as a track; `tap`: where what the caller hears is told to them. Null ends it
   */
  listenIn(room: Track | null, tap: ((block: Int16Array) => void) | null): void {
    this.#tap = tap;
    if (room !== null) this.#sound?.callee.setAside(room);
  }

  /** Ends what is played: somebody else is heard now. */
  stopPlaying(): void {
    this.#sound?.playback.stop('command');
  }

  /** A key of a joined stream's caller ends what is played here, as one of our own would; it is not reported again. */
  bargeInByKey(): void {
    this.#sound?.playback.bargeIn('keys');
  }

  /** Ends everything, in reverse order of opening. Idempotent, never throws. @returns what was recorded */
  close(): Promise<StreamRecordings> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<StreamRecordings> {
    this.#parts.pacer.remove(this);
    this.forks.closeAll();
    const sound = this.#sound;
    if (sound === null) return { recording: null, messages: [] };
    sound.ear.close();
    sound.callee.close();
    sound.caller.close();
    const [recording, messages] = await Promise.all([sound.recording.close(), sound.messages.finish()]);
    return { recording, messages };
  }

  #listen({ caller, callee, packetCodec, recording }: Sound): void {
    caller.pull(this.#atMs);
    if (!callee.isSpokenTo) return;
    const said = recording.withTone(caller.shownBlock);
    const isPacket = packetCodec !== null && said === caller.shownBlock;
    callee.push(said, isPacket ? caller.packetOf(packetCodec) : null);
  }

  #answer({ caller, callee, packetCodec, ear }: Sound): void {
    callee.pull(this.#atMs);
    ear.say(callee.block);
    caller.push(callee.block, packetCodec === null ? null : callee.packetOf(packetCodec));
    this.#tap?.(callee.ownBlock);
  }

  #hide(): void {
    this.#sound?.caller.hide(this.privacy.isHidden);
    this.#sound?.ear.hide(this.privacy.isHidden);
  }

  /** What the call was opened with begins with its first tick. @returns when that is, in ms since the epoch */
  #begin(sound: Sound): number {
    const timestamp = this.#parts.clock.nowMs();
    const { codec, rateHz } = sound.format;
    this.#emit({ event: 'mediaReady', timestamp, codec, rateHz });
    sound.recording.begin(sound.caller.delayMs);
    for (const command of this.#recordLater.splice(0)) this.#carryOut(sound, command);
    sound.ear.begin();
    this.#layBed(sound);
    this.#arrange(sound);
    return timestamp;
  }

  #layBed({ callee, format: { rateHz } }: Sound): void {
    const { ambiance: option } = this.#options;
    if (option === undefined || option.enabled === false) return;
    const { openPrompt } = this.#parts.sources;
    const onFailed = (thrown: unknown): void => {
      const { code, message: error } = toAppError(thrown);
      this.#emit({ event: 'error', timestamp: this.#parts.clock.nowMs(), sender: 'ambiance', error, code });
    };
    callee.layBed(new Ambiance({ option, rateHz, openPrompt, onFailed }));
  }

  #carryOut(sound: Sound, command: StreamCommand): void {
    switch (command.command) {
      case 'tts':
        sound.playback.say(command);
        break;
      case 'play':
        sound.playback.play(command);
        break;
      case 'interrupt':
        sound.playback.interrupt(command);
        break;
      case 'pause':
      case 'resume':
        sound.playback.hold(command.command === 'pause');
        break;
      case 'mute':
      case 'unmute':
        mute(sound, command.trackId, command.command === 'mute');
        break;
      case 'asr':
        sound.ear.asr(command);
        break;
      case 'vad':
        sound.ear.vad(command);
        break;
      case 'record':
        if (command.of === 'message') sound.messages.perform(command);
        else sound.recording.perform(command, sound.caller.delayMs);
        break;
      case 'dtmf':
        this.#sendKeys(sound, command);
        break;
    }
  }

  /** Puts the processors in their order: recorder first, then keys, VAD and ASR. */
  #arrange({ caller, callee, keys, ear, recording, messages }: Sound): void {
    caller.setProcessors([...recording.processorsOf('caller'), messages, ...keys, ...ear.processors]);
    callee.setProcessors(recording.processorsOf('callee'));
  }

  /** As events where the caller's end understands them, which is never mistaken; else as tones. */
  #sendKeys({ leg, tones }: Sound, command: CommandOf<'dtmf'>): void {
    const { digits, dtmfId, durationMs = KEY_MS, gapMs = KEY_GAP_MS } = command;
    const id = dtmfId === undefined ? {} : { dtmfId };
    const onSent = (): void => {
      this.#emit({ event: 'dtmfSent', timestamp: this.#parts.clock.nowMs(), digits, ...id });
    };
    const row = { digits, durationMs, gapMs, onSent };
    if (leg.sendKeys) leg.sendKeys(row);
    else tones.send(row);
  }

  #emit(event: SessionEvent): void {
    this.#parts.emit(this.callId, event);
  }
}

function mute({ caller, callee }: Sound, id: TrackId | undefined, isMuted: boolean): void {
  const slots = [caller, callee].filter((slot) => id === undefined || slot.id === id);
  if (slots.length === 0) throw new AppError('protocol.badMessage', `The call has no track called ${id}.`);
  for (const slot of slots) slot.isMuted = isMuted;
}

const isRemote = ({ leg }: Sound): boolean => leg.kind === 'remote';

const ended = (): AppError => new AppError('call.ended', 'The call has ended.');
