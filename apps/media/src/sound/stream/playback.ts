import { applyGain, BLOCK_MS, isSilent, mixInto, msToSamples, samplesToMs } from '@callwright/audio';
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
import { PlayTrack } from './play-track.js';
import type { Track } from './track.js';

/** A text and how it is to sound. */
export type SpokenText = TtsOption & { readonly text: string; readonly rateHz: number };

/** Where the sound of playbacks comes from: signed 16-bit mono at `rateHz`, in pieces. Failures are AppErrors. */
export type PlaySources = {
  readonly speak: (text: SpokenText, signal: AbortSignal) => AsyncIterable<Int16Array>;
  /** The sound behind a `play.url`. */
  readonly openPrompt: (url: string, rateHz: number, signal: AbortSignal) => AsyncIterable<Int16Array>;
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

type FadeOut = { readonly blockCount: number; blocksLeft: number; readonly cause: InterruptCause };

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
  #isHeld = false;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.#tail = new Int16Array((options.rateHz * BLOCK_MS) / 1000);
  }

  get kind(): 'tts' | 'file' | 'silence' {
    return this.#current?.kind ?? 'silence';
  }

  /** Speaks: behind what is spoken when the play id is the same or not given, else in its place. */
  say(command: CommandOf<'tts'>): void {
    const { text, playId, speaker, option, bargeIn } = command;
    const spokenNow = this.#appendable(playId);
    const track = spokenNow ?? this.#replace(new PlayTrack({ kind: 'tts', playId }));
    if (spokenNow === null || bargeIn !== undefined) track.bargeIn = bargeIn ?? [];
    const spoken = { ...DEFAULT_TTS, ...this.#options.tts, ...option, ...(speaker === undefined ? {} : { speaker }) };
    this.#add(track, 'tts', (signal) =>
      this.#options.sources.speak({ ...spoken, text, rateHz: this.#options.rateHz }, signal),
    );
  }

  /** Plays a recording in place of what is played, from `seekMs` on; when it is shorter it ends at once. */
  play({ url, playId = url, loop = false, seekMs = 0, bargeIn = [] }: CommandOf<'play'>): void {
    const seekCount = msToSamples(seekMs, this.#options.rateHz);
    const track = this.#replace(new PlayTrack({ kind: 'file', playId, isLooped: loop, seekCount }));
    track.bargeIn = bargeIn;
    this.#add(track, 'play', (signal) => this.#options.sources.openPrompt(url, this.#options.rateHz, signal));
  }

  /** Ends what is played: at once, fading out, or (`graceful`) after the text that is being spoken. */
  interrupt({ graceful = false, fadeOutMs = 0 }: CommandOf<'interrupt'>): void {
    if (this.#current === null || this.#fadeOut !== null) return;
    if (graceful) this.#current.finishGently();
    else if (fadeOutMs >= BLOCK_MS) {
      const blockCount = Math.ceil(fadeOutMs / BLOCK_MS);
      this.#fadeOut = { blockCount, blocksLeft: blockCount, cause: 'command' };
    } else this.stop('command');
  }

  /** Holds what is played where it is, or goes on with it. Nothing is held when nothing is played. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld && this.#current !== null;
  }

  /** The caller speaks or presses a key: ends what is played if it may be ended that way. */
  bargeIn(cause: 'speech' | 'words' | 'keys'): void {
    if (this.#current?.bargeIn.includes(cause)) this.stop(cause);
  }

  /** Ends what is played at once; nothing happens when nothing is. */
  stop(cause: InterruptCause): void {
    if (this.#current === null) return;
    this.#keepTail(this.#current);
    this.#end(this.#current, cause);
  }

  pull(block: Int16Array): void {
    block.fill(0);
    const track = this.#current;
    if (track !== null && !this.#isHeld) {
      track.pull(block);
      this.#isFirstSound = this.#unheardSinceMs !== null && !isSilent(block);
      if (this.#fadeOut !== null) this.#fade(block, track, this.#fadeOut);
      else if (track.isOver) this.#end(track, null);
    }
    if (this.#hasTail) mixInto(block, this.#tail);
    this.#hasTail = false;
  }

  /** To be called when the block of the last `pull` has been sent: the first sound after a command is timed. */
  sent(): void {
    if (!this.#isFirstSound || this.#unheardSinceMs === null) return;
    this.#isFirstSound = false;
    this.#measure('play.firstPacket', this.#unheardSinceMs);
    this.#unheardSinceMs = null;
  }

  close(): void {
    this.#current?.close();
    this.#current = null;
    this.#unheardSinceMs = null;
  }

  /** What is being spoken, if a text of this play id goes behind it. */
  #appendable(playId: string | undefined): PlayTrack | null {
    const current = this.#current;
    if (current?.kind !== 'tts' || current.isFinishing || this.#fadeOut !== null) return null;
    return playId === undefined || playId === current.playId ? current : null;
  }

  #replace(track: PlayTrack): PlayTrack {
    this.stop(this.#fadeOut?.cause ?? 'command');
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
    this.#current = null;
    this.#isHeld = false;
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
