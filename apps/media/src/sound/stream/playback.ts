import { applyGain, BLOCK_MS, isSilent, mixInto, msToSamples, resample, samplesToMs } from '@callwright/audio';
import {
  AppError,
  type CommandOf,
  SERVER_TRACK,
  type SessionEvent,
  type SessionEventOf,
  type TtsOption,
  toAppError,
} from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type { KeptPackets } from '../kept/kept-packets.js';
import { Hold } from './hold.js';
import { PlayTrack } from './play-track.js';
import { STALLED_AFTER_MS, TextStream } from './text-stream.js';
import type { PacketCodec, Track } from './track.js';

/** A text and how it is to sound. */
export type SpokenText = TtsOption & {
  readonly text: string;
  readonly rateHz: number;
  /** Only this caller should hear it: its sound is not kept. */
  readonly personal?: boolean;
  /** Sound of the same text is kept once for each. */
  readonly cacheKey?: string;
  /** Whose work it is, and the keys of its workspace by voice. */
  readonly lane?: string;
  readonly apiKeys?: Readonly<Record<string, string>>;
};

/** Where the sound of playbacks comes from: signed 16-bit mono at `rateHz`, in pieces. Failures are AppErrors. */
export type PlaySources = {
  readonly speak: (text: SpokenText, signal: AbortSignal) => AsyncIterable<Int16Array>;
  /** The sound behind a `play.url`. */
  readonly openPrompt: (url: string, rateHz: number, signal: AbortSignal) => AsyncIterable<Int16Array>;
  /** What of it is kept encoded. */
  readonly packets?: KeptPackets;
};

/** Why a playback ended early. */
export type InterruptCause = SessionEventOf<'interruption'>['cause'];

/** What a playback is made of. */
export type PlaybackOptions = {
  readonly rateHz: number;
  readonly tts: TtsOption | undefined;
  readonly sources: PlaySources;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
};

/** How texts of a playback are spoken. */
type Manner = Omit<SpokenText, 'text' | 'rateHz'>;

type FadeOut = { readonly blockCount: number; blocksLeft: number; readonly cause: InterruptCause };

const BYTES_PER_SAMPLE = 2;
/** Spec 0 §3: what comes as `base64` is of this rate. */
const SPOKEN_HZ = 16_000;

/** Of these fields, those that are there. */
const named = (fields: { readonly speaker?: string | undefined; readonly cacheKey?: string | undefined }) => ({
  ...(fields.speaker === undefined ? {} : { speaker: fields.speaker }),
  ...(fields.cacheKey === undefined ? {} : { cacheKey: fields.cacheKey }),
});

async function* spokenSound(bytes: Buffer, rateHz: number): AsyncIterable<Int16Array> {
  const samples = Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(at * BYTES_PER_SAMPLE));
  yield rateHz === SPOKEN_HZ ? samples : resample(samples, SPOKEN_HZ, rateHz);
}

const DEFAULT_TTS: TtsOption = { provider: 'flite', language: 'en-US' };
/** A cut is a very short fade, or it would click. */
const CUT_MS = 5;

/**
 * The server-side track of a call (seed 0): `tts` and `play` share it and replace each other. What ends early is
 * reported by `interruption`, then `trackEnd`; what takes its place by `trackStart`.
 */
export class Playback implements Track {
  readonly id = SERVER_TRACK;
  readonly delayMs = 0;
  readonly #options: PlaybackOptions;
  #current: PlayTrack | null = null;
  #fadeOut: FadeOut | null = null;
  /** What is left of a playback that was cut: one block, dying away. */
  readonly #tail: Int16Array;
  #hasTail = false;
  /** Commands whose sound has not been heard yet, by when they came. */
  #unheardSinceMs: number | null = null;
  #isFirstSound = false;
  readonly #hold: Hold;
  /** The text that is spoken, where it comes in pieces and more may come. */
  #stream: TextStream | null = null;
  /** A stream the caller has ended: what is still on its way of it is not spoken. */
  #cutStreamId: string | undefined;
  #lastPlayId: string | undefined;
  /** What the last block came from, when it came from there unchanged. */
  #plain: PlayTrack | null = null;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.#tail = new Int16Array((options.rateHz * BLOCK_MS) / 1000);
    this.#hold = new Hold(options.rateHz, this.#tail.length);
  }

  get kind(): 'tts' | 'file' | 'silence' {
    return this.#current?.kind ?? 'silence';
  }

  /** Nothing is played, nor dying away. */
  get isIdle(): boolean {
    return this.#current === null && this.#plain === null && !this.#hasTail;
  }

  /**
   * Speaks: behind what is spoken when the play id is the same or not given, else in its place. A text that comes in
   * pieces is spoken sentence by sentence, and ends with `endOfStream`.
   */
  say(command: CommandOf<'tts'>): void {
    const { text, playId, speaker, option, bargeIn, personal = false, cacheKey } = command;
    const isPiece = command.streaming === true || command.endOfStream === true;
    const spokenNow = this.#appendable(playId);
    if (isPiece && spokenNow === null && this.#isTooLate(command)) return;
    const track = spokenNow ?? this.#replace(this.#createTrack('tts', playId));
    if (spokenNow === null || bargeIn !== undefined) track.bargeIn = bargeIn ?? [];
    const manner = { ...DEFAULT_TTS, ...this.#options.tts, ...option, ...named({ speaker, cacheKey }), personal };
    if (command.sound !== undefined) this.#playSound(track, command.sound, command);
    else if (isPiece) this.#saySentences(track, command, manner);
    else {
      this.#sayAll(track, this.#stream?.flush() ?? [], manner);
      this.#sayAll(track, [text], manner);
    }
  }

  /** Plays a recording in place of what is played, from `seekMs` on; when it is shorter it ends at once. */
  play({ url, playId = url, loop = false, seekMs = 0, bargeIn = [] }: CommandOf<'play'>): void {
    const seekCount = msToSamples(seekMs, this.#options.rateHz);
    const track = this.#replace(this.#createTrack('file', playId, { isLooped: loop, seekCount }));
    track.bargeIn = bargeIn;
    this.#add(track, 'play', (signal) => this.#options.sources.openPrompt(url, this.#options.rateHz, signal));
  }

  /** Ends what is played: at once, fading out, or (`graceful`) after the text that is being spoken. */
  interrupt({ graceful = false, fadeOutMs = 0 }: CommandOf<'interrupt'>): void {
    if (this.#current === null || this.#fadeOut !== null) return;
    // What is held cannot be heard to its end, nor fading.
    if (this.#hold.isSilent) this.stop('command');
    else if (graceful) {
      this.#endStream();
      this.#current.finishGently();
    } else if (fadeOutMs >= BLOCK_MS) {
      const blockCount = Math.ceil(fadeOutMs / BLOCK_MS);
      this.#fadeOut = { blockCount, blocksLeft: blockCount, cause: 'command' };
    } else this.stop('command');
  }

  /** Holds what is played where it is, or goes on with it. Nothing is held when nothing is played, or is fading out. */
  hold(isHeld: boolean): void {
    if (this.#current === null || this.#fadeOut !== null) return;
    this.#hold.set(isHeld);
    // A first sound that waits for the other side says nothing of how fast we are.
    this.#unheardSinceMs = null;
  }

  /** The caller speaks or presses a key: ends what is played if it may be ended that way. */
  bargeIn(cause: 'speech' | 'words' | 'keys'): void {
    if (this.#current?.bargeIn.includes(cause)) this.stop(cause);
  }

  /** Ends what is played at once; nothing happens when nothing is. */
  stop(cause: InterruptCause): void {
    if (this.#current === null) return;
    const isByCaller = cause === 'speech' || cause === 'words' || cause === 'keys';
    const { playId } = this.#current;
    const cutStreamId = isByCaller && this.#stream !== null ? playId : undefined;
    if (!this.#hold.isSilent) this.#keepTail(this.#current);
    this.#end(this.#current, cause);
    this.#cutStreamId = cutStreamId;
  }

  pull(block: Int16Array): void {
    block.fill(0);
    this.#plain = null;
    const track = this.#current;
    if (track !== null) this.#pullTrack(block, track);
    if (this.#hasTail) mixInto(block, this.#tail);
    this.#hasTail = false;
  }

  packetOf(codec: PacketCodec): Uint8Array | null {
    return this.#plain?.packetOf(codec) ?? null;
  }

  /** To be called when the block of the last `pull` has been sent: the first sound after a command is timed. */
  sent(): void {
    if (!this.#isFirstSound || this.#unheardSinceMs === null) return;
    this.#isFirstSound = false;
    this.#measure('play.firstPacket', this.#unheardSinceMs);
    this.#unheardSinceMs = null;
  }

  close(): void {
    this.#endStream();
    this.#current?.close();
    this.#current = null;
    this.#plain = null;
    this.#unheardSinceMs = null;
  }

  #pullTrack(block: Int16Array, track: PlayTrack): void {
    const isPlain = this.#hold.isPlaying && this.#fadeOut === null && !this.#hasTail;
    this.#hold.pull(block, track);
    this.#isFirstSound = this.#unheardSinceMs !== null && !isSilent(block);
    if (isPlain) this.#plain = track;
    if (this.#fadeOut !== null) this.#fade(block, track, this.#fadeOut);
    else if (track.isOver && this.#hold.isPlaying) this.#end(track, null);
  }

  #createTrack(
    kind: 'tts' | 'file',
    playId: string | undefined,
    options: { readonly isLooped?: boolean; readonly seekCount?: number } = {},
  ): PlayTrack {
    const { rateHz, sources } = this.#options;
    return new PlayTrack({ kind, playId, rateHz, packets: sources.packets, ...options });
  }

  /** A piece of a stream that the caller has ended, or the bare end of one that is over: nobody waits for it. */
  #isTooLate({ text, playId, endOfStream = false }: CommandOf<'tts'>): boolean {
    if (playId === undefined) return false;
    const isCut = playId === this.#cutStreamId;
    if (isCut && endOfStream) this.#cutStreamId = undefined;
    return isCut || (endOfStream && text.trim() === '' && playId === this.#lastPlayId);
  }

  #saySentences(track: PlayTrack, { text, endOfStream = false }: CommandOf<'tts'>, manner: Manner): void {
    const stream = this.#stream ?? this.#openStream(track);
    stream.isPersonal ||= manner.personal === true;
    const spoken = { ...manner, personal: stream.isPersonal };
    this.#sayAll(track, stream.push(text), spoken);
    if (!endOfStream) return;
    this.#sayAll(track, stream.flush(), spoken);
    this.#endStream();
  }

  /** What has been spoken elsewhere: signed 16-bit mono of 16 kHz, whole or in pieces. */
  #playSound(track: PlayTrack, sound: string, { streaming = false, endOfStream = false }: CommandOf<'tts'>): void {
    if (streaming && !endOfStream && this.#stream === null) this.#openStream(track);
    this.#stream?.push('');
    const bytes = Buffer.from(sound, 'base64');
    if (bytes.length >= BYTES_PER_SAMPLE) {
      const { rateHz } = this.#options;
      this.#add(track, 'tts', () => spokenSound(bytes, rateHz));
    }
    if (endOfStream) this.#endStream();
  }

  #openStream(track: PlayTrack): TextStream {
    track.isOpen = true;
    const onStalled = () => {
      const seconds = STALLED_AFTER_MS / 1000;
      this.#fail(track, 'tts', new AppError('speech.timeout', `No more text has come for ${seconds} seconds.`));
      this.#endStream();
    };
    this.#stream = new TextStream({ clock: this.#options.clock, onStalled });
    return this.#stream;
  }

  /** No more pieces are waited for. */
  #endStream(): void {
    this.#stream?.close();
    this.#stream = null;
    if (this.#current !== null) this.#current.isOpen = false;
  }

  #sayAll(track: PlayTrack, texts: readonly string[], manner: Manner): void {
    const { rateHz, sources } = this.#options;
    for (const text of texts) this.#add(track, 'tts', (signal) => sources.speak({ ...manner, text, rateHz }, signal));
  }

  /** What is being spoken, if a text of this play id goes behind it. */
  #appendable(playId: string | undefined): PlayTrack | null {
    const current = this.#current;
    if (current?.kind !== 'tts' || current.isFinishing || this.#fadeOut !== null) return null;
    return playId === undefined || playId === current.playId ? current : null;
  }

  #replace(track: PlayTrack): PlayTrack {
    this.stop(this.#fadeOut?.cause ?? 'command');
    this.#cutStreamId = undefined;
    this.#current = track;
    this.#unheardSinceMs = this.#options.clock.monotonicMs();
    this.#emit({ event: 'trackStart', ...this.#about(track) });
    return track;
  }

  #add(track: PlayTrack, sender: 'tts' | 'play', open: (signal: AbortSignal) => AsyncIterable<Int16Array>): void {
    const sinceMs = this.#options.clock.monotonicMs();
    const isTaken = track.add({
      open,
      onFirst: () => this.#measure(`${sender}.first`, sinceMs),
      onFailed: (error) => this.#fail(track, sender, toAppError(error)),
    });
    if (!isTaken) this.#fail(track, sender, new AppError('call.busy', 'Too many texts are waiting to be spoken.'));
  }

  #fail(track: PlayTrack, sender: string, { code, message }: AppError): void {
    this.#emit({ event: 'error', sender, error: message, code, ...this.#about(track) });
  }

  #fade(block: Int16Array, track: PlayTrack, fade: FadeOut): void {
    applyGain(block, fade.blocksLeft / fade.blockCount, (fade.blocksLeft - 1) / fade.blockCount);
    fade.blocksLeft -= 1;
    if (fade.blocksLeft === 0 || track.isOver) this.#end(track, fade.cause);
  }

  /** The next few milliseconds of a playback that is cut, on their way down. */
  #keepTail(track: PlayTrack): void {
    track.pull(this.#tail);
    const cut = msToSamples(CUT_MS, this.#options.rateHz);
    applyGain(this.#tail.subarray(0, cut), 1, 0);
    this.#tail.fill(0, cut);
    this.#hasTail = true;
  }

  /** @param cause null when it has run to its end */
  #end(track: PlayTrack, cause: InterruptCause | null): void {
    this.#endStream();
    this.#current = null;
    this.#lastPlayId = track.playId;
    this.#hold.reset();
    this.#fadeOut = null;
    this.#unheardSinceMs = null;
    track.close();
    const { rateHz } = this.#options;
    const durationMs = Math.round(samplesToMs(track.pulledCount, rateHz));
    const total = track.totalCount;
    const about = this.#about(track);
    if (cause !== null) {
      const totalMs = total === null ? {} : { totalMs: Math.round(samplesToMs(total, rateHz)) };
      const positionMs = Math.round(samplesToMs(track.seekCount + track.pulledCount, rateHz));
      this.#emit({ event: 'interruption', ...about, positionMs, ...totalMs, cause });
    }
    this.#emit({ event: 'trackEnd', ...about, durationMs, ...(cause === null ? {} : { interrupted: true }) });
  }

  #measure(key: string, sinceMs: number): void {
    const { clock } = this.#options;
    this.#emit({ event: 'metrics', timestamp: clock.nowMs(), key, duration: clock.monotonicMs() - sinceMs });
  }

  #about({ playId }: PlayTrack) {
    const timestamp = this.#options.clock.nowMs();
    return { timestamp, trackId: this.id, ...(playId === undefined ? {} : { playId }) };
  }

  #emit(event: SessionEvent): void {
    this.#options.emit(event);
  }
}
