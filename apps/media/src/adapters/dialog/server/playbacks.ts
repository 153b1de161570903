import { type CommandOf, SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import type { Clock, Timer } from '../../../platform/clock.js';
import { isSpeakable } from '../messages.js';

/** What playbacks work with. */
export type PlaybacksPorts = {
  readonly clock: Clock;
  /** Sends a command to whoever speaks. */
  readonly tell: (message: { readonly type: string; readonly [field: string]: string | boolean }) => void;
  readonly post: (event: SessionEvent) => void;
};

type Cause = Extract<SessionEvent, { event: 'interruption' }>['cause'];

type Playback = {
  readonly playId: string;
  /** Texts that have been sent and have not ended. */
  readonly open: Set<string>;
  /** The text that comes in pieces; null when none does. */
  streamId: string | null;
  bargeIn: readonly Cause[];
  startedAtMs: number | null;
  wasCut: boolean;
  letterCount: number;
  watchdog: Timer | null;
};

/** A far side that tells of no end is not waited for any longer: so long, and so long a letter. */
const END_MS = 20_000;
const END_A_LETTER_MS = 150;

/** What a far side says that speaks by itself, told as our own sound tells of its playbacks. One at a time. */
export class Playbacks {
  readonly #ports: PlaybacksPorts;
  #now: Playback | null = null;
  #count = 0;

  constructor(ports: PlaybacksPorts) {
    this.#ports = ports;
  }

  /** Says a text: behind what is said when the play id is the same or not given, else in its place. */
  say({ text, playId, streaming, endOfStream, bargeIn }: CommandOf<'tts'>): void {
    if (this.#now && playId !== undefined && playId !== this.#now.playId) this.stop('command');
    const now = this.#now ?? this.#begin(playId);
    if (bargeIn) now.bargeIn = bargeIn;
    now.letterCount += text.length;
    this.#watch(now);
    if (streaming || endOfStream || now.streamId !== null) this.#sayPiece(now, text, endOfStream === true);
    else if (isSpeakable(text)) this.#send(now, { type: 'tts.speak', text });
    if (now.open.size === 0) this.#end(now);
  }

  /** Ends what is said; nothing happens when nothing is. */
  stop(cause: Cause): void {
    if (!this.#now) return;
    this.#ports.tell({ type: 'tts.interrupt' });
    this.#cut(this.#now, cause);
  }

  /** The caller spoke or pressed a key: ends what is said if it may be ended that way. */
  bargeIn(cause: Cause): void {
    if (this.#now?.bargeIn.includes(cause)) this.stop(cause);
  }

  /** The far side has ended what it said by itself, or nobody knows any more what it says. */
  cut(cause: Cause): void {
    if (this.#now) this.#cut(this.#now, cause);
  }

  /** The far side begins to say something. @param id empty when it does not say what */
  started(id: string): void {
    const now = this.#now;
    if (now && (id === '' || now.open.has(id))) this.#start(now);
  }

  /** The far side has said something, or not (`isWhole`). */
  ended(id: string, isWhole: boolean): void {
    const now = this.#now;
    const [first] = now?.open ?? [];
    const ended = id === '' ? first : id;
    if (!now || ended === undefined || !now.open.delete(ended)) return;
    if (now.streamId === ended) now.streamId = null;
    now.wasCut ||= !isWhole;
    if (now.open.size === 0) this.#end(now);
  }

  /** No timer of it remains. Idempotent. */
  close(): void {
    this.#now?.watchdog?.cancel();
    this.#now = null;
  }

  #begin(playId: string | undefined): Playback {
    const name = playId ?? `play-${this.#count + 1}`;
    const state = { streamId: null, bargeIn: [], startedAtMs: null, wasCut: false, letterCount: 0, watchdog: null };
    this.#now = { playId: name, open: new Set(), ...state };
    return this.#now;
  }

  #sayPiece(now: Playback, text: string, isEnd: boolean): void {
    if (now.streamId === null && isEnd && !isSpeakable(text)) return;
    const id = now.streamId ?? this.#newId(now);
    now.streamId = isEnd ? null : id;
    if (isEnd && text === '') this.#ports.tell({ type: 'tts.stream.end', utterance_id: id });
    else this.#ports.tell({ type: 'tts.stream', text, utterance_id: id, stream_end: isEnd });
  }

  #send(now: Playback, message: { readonly type: string; readonly text: string }): void {
    this.#ports.tell({ ...message, utterance_id: this.#newId(now) });
  }

  #newId(now: Playback): string {
    this.#count += 1;
    const id = `${now.playId}#${this.#count}`;
    now.open.add(id);
    return id;
  }

  #watch(now: Playback): void {
    now.watchdog?.cancel();
    now.watchdog = this.#ports.clock.startTimer(END_MS + now.letterCount * END_A_LETTER_MS, () =>
      this.#cut(now, 'command'),
    );
  }

  #start(now: Playback): void {
    if (now.startedAtMs !== null) return;
    now.startedAtMs = this.#ports.clock.nowMs();
    this.#ports.post({ event: 'trackStart', timestamp: now.startedAtMs, trackId: SERVER_TRACK, playId: now.playId });
  }

  #cut(now: Playback, cause: Cause): void {
    now.wasCut = true;
    this.#end(now, cause);
  }

  #end(now: Playback, cause: Cause = 'command'): void {
    if (this.#now !== now) return;
    this.#now = null;
    now.watchdog?.cancel();
    this.#start(now);
    const timestamp = this.#ports.clock.nowMs();
    const durationMs = timestamp - (now.startedAtMs ?? timestamp);
    const about = { timestamp, trackId: SERVER_TRACK, playId: now.playId };
    if (now.wasCut) this.#ports.post({ event: 'interruption', ...about, positionMs: durationMs, cause });
    this.#ports.post({ event: 'trackEnd', ...about, durationMs, ...(now.wasCut && { interrupted: true }) });
  }
}
