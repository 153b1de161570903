import { BLOCK_MS, type KeyChange } from '@callwright/audio';
import { AppError, type CallId, type CommandOf, type SessionEvent, type TrackId } from '@callwright/protocol';
import type { ForkOptions } from '../../link/frame-format.js';
import type { ListeningChange, SoundResult, StreamCommand, StreamOptions } from '../../link/messages.js';
import type { StreamFork } from '../frames/stream-fork.js';
import { StreamForks } from '../frames/stream-forks.js';
import type { LaneOut } from '../frames/stream-lanes.js';
import {
  answer,
  arranged,
  type CallSound,
  type CallSoundOptions,
  callerTrackOf,
  createCallSound,
  hearingTones,
  type LegFormat,
  layBed,
  listen,
  withLeg,
  withNewEar,
} from './call-sound.js';
import { CallerPrivacy } from './caller-privacy.js';
import { carryOut } from './carry-out.js';
import { KeyPresses, type KeySource } from './key-presses.js';
import type { StreamParts } from './stream-parts.js';
import type { Track } from './track.js';

/** Commands about recording that come before the sound; one more is refused. */
const MAX_RECORDED_LATER = 100;
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
  #sound: CallSound | null = null;
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
    return callerTrackOf(this.callId);
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
    this.#sound = createCallSound(leg, format, this.#soundOptions);
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
    if (this.#sound !== null) this.#sound = withNewEar(this.#sound, this.#soundOptions);
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
    this.#sound = withLeg(sound, leg, format);
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
    if (this.#sound !== null) this.#sound = hearingTones(this.#sound, keysAreTones, this.#soundOptions);
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
    else listen(sound, this.#atMs);
  }

  /** The second step: the other side of it. */
  speak(): void {
    const sound = this.#sound;
    if (sound === null || !this.#hasTicked) return;
    if (isRemote(sound)) listen(sound, this.#atMs);
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
    this.#sound?.leg.skip?.(tickCount);
  }

  /** The caller pressed a key, or let it go; a key that comes by two ways is told once. */
  onKey(change: KeyChange, source: KeySource = 'rtp'): void {
    this.#presses.take(change, source, this.#parts.clock.monotonicMs());
  }

  /** The caller pressed a key and let it go, as SIP INFO tells it; or one of the two, where signalling tells them apart. */
  pressKey(digit: string, durationMs: number, phase?: 'start' | 'end'): void {
    if (phase !== 'end') this.onKey({ digit, phase: 'start' }, 'info');
    if (phase !== 'start') this.onKey({ digit, phase: 'end', durationMs }, 'info');
  }

  get #soundOptions(): CallSoundOptions {
    const nextTickMs = (): number => (this.#firstTickMs ?? this.#parts.clock.nowMs()) + this.#ticks * BLOCK_MS;
    const onKey = (change: KeyChange): void => this.onKey(change, 'tones');
    return { stream: this.#options, parts: this.#parts, nextTickMs, onKey };
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
    arranged(sound);
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

  #answer(sound: CallSound): void {
    answer(sound, this.#atMs);
    this.#tap?.(sound.callee.ownBlock);
  }

  #hide(): void {
    this.#sound?.caller.hide(this.privacy.isHidden);
    this.#sound?.ear.hide(this.privacy.isHidden);
  }

  /** What the call was opened with begins with its first tick. @returns when that is, in ms since the epoch */
  #begin(sound: CallSound): number {
    const timestamp = this.#parts.clock.nowMs();
    const { codec, rateHz } = sound.format;
    this.#emit({ event: 'mediaReady', timestamp, codec, rateHz });
    sound.recording.begin(sound.caller.delayMs);
    for (const command of this.#recordLater.splice(0)) this.#carryOut(sound, command);
    sound.ear.begin();
    layBed(sound, this.#soundOptions);
    arranged(sound);
    return timestamp;
  }

  #carryOut(sound: CallSound, command: StreamCommand): void {
    carryOut(sound, command, { clock: this.#parts.clock, emit: (event) => this.#emit(event) });
  }

  #emit(event: SessionEvent): void {
    this.#parts.emit(this.callId, event);
  }
}

const isRemote = ({ leg }: CallSound): boolean => leg.kind === 'remote';

const ended = (): AppError => new AppError('call.ended', 'The call has ended.');
