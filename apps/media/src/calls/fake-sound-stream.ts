import { understand } from '@callwright/flow-engine/testing';
import {
  AppError,
  type CallId,
  type CommandOf,
  SERVER_TRACK,
  type SessionEvent,
  type SoundStatistics,
  type TrackId,
  trackId,
} from '@callwright/protocol';
import type { ForkOptions, FrameOptions } from '../link/frame-format.js';
import type { RoomEntry, RoomName, SoundResult, StreamCommand, StreamOptions } from '../link/messages.js';
import type { OpenedRtpPort, RtpAgreement } from '../link/rtp-agreement.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { FakeFork } from './fake-forks.js';
import type { FakeFrames } from './fake-frames.js';
import { type Question, type Utterance, withoutUndefined } from './fake-hearing.js';
import { FakeLegs } from './fake-legs.js';
import { FakePlayback } from './fake-playback.js';
import { fakeRecording, FAKE_RATE_HZ as RATE_HZ } from './fake-recording.js';
import type { FakeRooms } from './fake-rooms.js';
import { FakeSoundMessages } from './fake-sound-messages.js';
import type { FakeSoundWorld } from './fake-sound-world.js';
import type { ForkListener, OnFrames } from './sound-frames.js';

/** What a stream needs of its process. */
export type FakeStreamPorts = {
  readonly clock: Clock;
  readonly world: FakeSoundWorld;
  readonly emit: (event: SessionEvent) => void;
  readonly rooms: FakeRooms;
  readonly other: (callId: CallId) => FakeSoundStream | null;
};

const KEY_MS = 100;
const BLOCK_MS = 20;

/** One stream in memory, and at its far end the caller a test speaks for. */
export class FakeSoundStream {
  readonly callId: CallId;
  readonly options: StreamOptions;
  readonly #ports: FakeStreamPorts;
  readonly #playback: FakePlayback;
  readonly #messages: FakeSoundMessages;
  /** How its sound comes and goes: what a caller whose sound is bytes is given, and who else hears the call. */
  readonly legs: FakeLegs;
  readonly #muted = new Set<TrackId>();
  readonly #timers = new Set<Timer>();
  #question: Question;
  #isListening: boolean;
  #isHidden = false;
  #isConnected = false;
  #utterance: Utterance | null = null;
  // The one next step of an utterance: its end, then what it was.
  #turn: Timer | null = null;
  #index = 0;
  #recordedFromMs: number | null = null;
  #isLost = false;
  #isClosed = false;

  constructor(options: StreamOptions, ports: FakeStreamPorts) {
    this.callId = options.callId;
    this.options = options;
    this.#ports = ports;
    this.legs = new FakeLegs(ports.clock);
    const emit = (event: SessionEvent) => this.#emit(event);
    this.#messages = new FakeSoundMessages({ callId: options.callId, rateHz: RATE_HZ, clock: ports.clock, emit });
    this.#playback = new FakePlayback({ ...ports, emit, messageMs: (recordId) => this.#messages.lengthMs(recordId) });
    const { choices = [], grammar = null, language = 'en-US' } = options.asr ?? {};
    this.#question = { choices, grammar, language };
    // A recogniser of choices listens from the first word on only if it has them.
    this.#isListening = choices.length > 0 || grammar !== null;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** What began to play, in order: words, or the address of a recording. */
  get heard(): readonly string[] {
    const { hears } = this;
    const lines = this.#lines.filter(({ callId }) => hears.includes(callId));
    return [...this.#playback.heard, ...lines.flatMap(({ heard }) => heard)];
  }

  /** Says something; null is noise. */
  says(text: string | null, durationMs = 600): void {
    if (this.#isClosed || !this.legs.rtp.isHeard || this.#muted.has(this.#callerTrack)) return;
    this.#hear(text, durationMs);
    if (!this.#isHidden) for (const line of this.#listeners) line.says(text, durationMs);
  }

  /** Presses a key. */
  presses(digit: string, durationMs = KEY_MS): void {
    if (this.#isClosed || this.#muted.has(this.#callerTrack)) return;
    const [trackId, timestamp] = [this.#callerTrack, this.#nowMs];
    this.#playback.bargeIn('keys');
    this.#emit({ event: 'dtmf', timestamp, trackId, digit, phase: 'start' });
    const release = () =>
      this.#emit({ event: 'dtmf', timestamp: this.#nowMs, trackId, digit, phase: 'end', durationMs });
    this.#after(durationMs, release);
  }

  /** A key goes down, or comes up after so long. */
  turnsKey(digit: string, phase: 'start' | 'end', durationMs: number): void {
    if (phase === 'start') this.#playback.bargeIn('keys');
    const length = phase === 'end' ? { durationMs } : {};
    this.#emit({ event: 'dtmf', timestamp: this.#nowMs, trackId: this.#callerTrack, digit, phase, ...length });
  }

  /** Vanishes without a word: no packet comes any more. */
  vanishes(): void {
    this.#fail('rtc', 'media.timeout', 'The caller has vanished.');
  }

  /** A defect in it: it stands still from here on. */
  breaks(): void {
    this.#fail('stream', 'media.soundLost', 'The sound of the call failed.');
  }

  /** Tells something out of the ordinary. */
  tells(event: SessionEvent): void {
    this.#emit(event);
  }

  answer(sdp: string) {
    this.#check();
    if (!sdp.startsWith('v=0') || !sdp.includes('m=audio'))
      throw new AppError('media.badSdp', 'The offer is not understood.');
    this.#connect();
    return { sdp: this.#ports.world.answer, codec: 'opus', rateHz: RATE_HZ };
  }

  /** Opens a port that nobody listens on. */
  openRtp(): OpenedRtpPort {
    this.#check();
    return this.legs.rtp.open();
  }

  /** Takes what was agreed on; sound flows some time after it was confirmed. */
  updateRtp(agreement: RtpAgreement) {
    this.#check();
    if (this.legs.rtp.update(agreement)) this.#connect();
    return this.legs.format;
  }

  /** Puts a caller on it whose sound is bytes; it flows some time afterwards. */
  openFrames(options: FrameOptions, onFrames: OnFrames): FakeFrames {
    this.#check();
    const frames = this.legs.openFrames(options, onFrames);
    this.#connect();
    return frames;
  }

  openFork(options: ForkOptions, listener: ForkListener): FakeFork {
    this.#check();
    return this.legs.openFork(options, listener);
  }

  /** What was agreed on last for plain RTP; null before. */
  get rtp(): RtpAgreement | null {
    return this.legs.rtp.agreement;
  }

  /** Of a caller with a leg of plain RTP whose every packet came. */
  get statistics(): SoundStatistics | null {
    return this.legs.statistics;
  }

  perform(command: StreamCommand): void {
    this.#check();
    switch (command.command) {
      case 'tts':
      case 'play':
        this.#playback.start(command);
        return;
      case 'interrupt':
        this.#playback.stop('command');
        return;
      case 'pause':
      case 'resume':
        this.#playback.hold(command.command === 'pause');
        return;
      case 'mute':
      case 'unmute':
        this.#gate(command);
        return;
      case 'asr':
        this.#listen(command);
        return;
      case 'record':
        if (command.of === 'message') this.#messages.perform(command);
        else this.#record(command);
        return;
      case 'dtmf':
        this.#emit({ event: 'dtmfSent', timestamp: this.#nowMs, digits: command.digits, dtmfId: command.dtmfId });
        return;
      case 'vad':
        return;
    }
  }

  /** Puts the call into a room; who begins to hear others is no longer played to. */
  joinRoom(room: RoomName, entry: RoomEntry): void {
    this.#check();
    const { rooms, other } = this.#ports;
    const { caller } = entry;
    if (caller !== undefined && !other(caller))
      throw new AppError('media.soundLost', 'The other stream is not in this process.');
    if (caller === undefined && entry.isListenedTo !== true && entry.masks.hears !== 'nobody')
      this.#playback.stop('command');
    rooms.join(room, this.callId, entry);
    if (caller !== undefined && !this.#isConnected) this.#after(BLOCK_MS, () => this.#connected());
    this.#isConnected ||= caller !== undefined;
  }

  /** Whose side the caller hears now. */
  get hears(): readonly CallId[] {
    return this.#ports.rooms.heardBy(this.callId);
  }

  /** What is played to the caller while they wait. */
  get music(): string | null {
    return this.#ports.rooms.musicOf(this.callId);
  }

  /** Whether the caller hears anybody else. */
  get isBridged(): boolean {
    return this.hears.length > 0;
  }

  /** While hidden, what the caller says is heard by nobody; what was being said is forgotten. */
  hideCaller(isHidden: boolean): void {
    this.#check();
    this.#isHidden = isHidden;
    const utterance = this.#utterance;
    if (!isHidden || !utterance) return;
    this.#utterance = utterance.isEnded ? null : { ...utterance, isHeard: false, isHidden };
    if (utterance.isEnded) this.#turn?.cancel();
  }

  /** Whether the caller is neither recorded nor understood now, because of this stream or one they are joined with. */
  get isCallerHidden(): boolean {
    return this.#isHidden || this.#lines.some((line) => line.isCallerHidden);
  }

  close(): SoundResult['closeStream'] {
    this.#stopAll();
    const { statistics } = this;
    const recordings = {
      recording: fakeRecording(this.callId, this.#recordedFromMs, this.#nowMs),
      messages: this.#messages.finish(),
    };
    return statistics === null ? recordings : { ...recordings, statistics };
  }

  lose(): void {
    this.#isLost = true;
    this.#stopAll();
  }

  /** Those this call was passed on to. */
  get #lines(): readonly FakeSoundStream[] {
    const { rooms, other } = this.#ports;
    return rooms.linesOf(this.callId).flatMap((id) => other(id) ?? []);
  }

  /** Those of them who hear the caller. */
  get #listeners(): readonly FakeSoundStream[] {
    return this.#lines.filter(({ hears }) => hears.includes(this.callId));
  }

  get #nowMs(): number {
    return this.#ports.clock.nowMs();
  }

  get #callerTrack(): TrackId {
    return trackId.parse(this.callId);
  }

  #check(): void {
    if (this.#isLost) throw new AppError('media.soundLost', 'The sound process of the call has gone.');
    if (this.#isClosed) throw new AppError('call.ended', 'The stream is closed.');
  }

  #connect(): void {
    const { connectMs } = this.#ports.world;
    if (connectMs !== null) this.#after(connectMs, () => this.#connected());
  }

  #connected(): void {
    this.#emit({ event: 'mediaReady', timestamp: this.#nowMs, ...this.legs.format });
    const { recorder } = this.options;
    if (recorder && recorder.startWhenAnswer !== false) this.#record({ command: 'record', action: 'start' });
  }

  #hear(text: string | null, durationMs: number): void {
    if (!this.options.vad) return;
    const startedAtMs = this.#nowMs;
    const isHidden = this.isCallerHidden;
    this.#utterance = { text, startedAtMs, isEnded: false, isHeard: this.#isListening && !isHidden, isHidden };
    this.#playback.bargeIn('speech');
    this.#emit({ event: 'startSpeaking', timestamp: startedAtMs, trackId: this.#callerTrack, startTime: startedAtMs });
    this.#goOn(durationMs + this.#ports.world.endOfTurnMs, () => this.#endTurn(durationMs));
  }

  #endTurn(duration: number): void {
    const utterance = this.#utterance;
    if (!utterance) return;
    this.#utterance = utterance.isHeard ? { ...utterance, isEnded: true } : null;
    if (utterance.isHeard) this.#goOn(this.#ports.world.recognitionMs, () => this.#recognise());
    const startTime = utterance.startedAtMs + duration;
    this.#emit({ event: 'silence', timestamp: this.#nowMs, trackId: this.#callerTrack, startTime, duration });
  }

  #recognise(): void {
    const { choices, ...question } = this.#question;
    const heard = understand(this.#utterance?.text ?? null, choices, { ...question, nowMs: this.#nowMs });
    this.#utterance = null;
    const index = this.#index++;
    this.#emit({ event: 'transcriptionFinal', timestamp: this.#nowMs, trackId: this.#callerTrack, index, ...heard });
  }

  // What has been said and not answered is dropped; what is being said counts from its beginning for who listens now.
  #listen({ action, option }: CommandOf<'asr'>): void {
    if (action === 'start' && this.#ports.world.isDeaf)
      throw new AppError('speech.asrFailed', 'The recogniser does not start.');
    if (action === 'start') {
      const { choices = [], grammar = null, language = this.#question.language } = option ?? {};
      this.#question = { choices, grammar, language };
    }
    this.#isListening = action === 'start' || action === 'resume';
    const utterance = this.#utterance;
    if (!utterance || action === 'resume') return;
    this.#utterance = utterance.isEnded ? null : { ...utterance, isHeard: action === 'start' && !utterance.isHidden };
    if (utterance.isEnded) this.#turn?.cancel();
  }

  #gate({ command, trackId: wanted }: CommandOf<'mute' | 'unmute'>): void {
    const tracks = [this.#callerTrack, SERVER_TRACK].filter((track) => wanted === undefined || track === wanted);
    if (tracks.length === 0) throw new AppError('protocol.badMessage', 'The call has no such track.');
    for (const track of tracks) {
      if (command === 'mute') this.#muted.add(track);
      else this.#muted.delete(track);
    }
  }

  #record({ action, recordId, of }: CommandOf<'record'>): void {
    if (action === 'discard') throw new AppError('protocol.unsupported', 'Only messages can be discarded.');
    const statuses = { start: 'started', stop: 'stopped', pause: 'paused', resume: 'resumed' } as const;
    if (action === 'start' && of !== 'room') this.#recordedFromMs ??= this.#nowMs;
    this.#emit({
      event: 'recordStatus',
      timestamp: this.#nowMs,
      recordId,
      ...(of === 'room' && { of }),
      status: statuses[action],
    });
  }

  #stopAll(): void {
    this.#isClosed = true;
    this.#ports.rooms.leaveAll(this.callId);
    this.legs.close();
    this.#playback.stop('command');
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #emit(event: SessionEvent): void {
    if (!this.#isLost) this.#ports.emit(withoutUndefined(event));
  }

  #fail(sender: string, code: string, error: string): void {
    this.#emit({ event: 'error', timestamp: this.#nowMs, sender, error, code });
  }

  #goOn(ms: number, task: () => void): void {
    this.#turn?.cancel();
    this.#turn = this.#after(ms, task);
  }

  #after(ms: number, task: () => void): Timer {
    const timer = this.#ports.clock.startTimer(ms, () => {
      this.#timers.delete(timer);
      task();
    });
    this.#timers.add(timer);
    return timer;
  }
}
