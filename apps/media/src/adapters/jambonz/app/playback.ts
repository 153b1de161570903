import type { Verb } from '@callwright/jambonz-server';
import { type CommandOf, SERVER_TRACK, type SessionEvent, type SessionEventOf } from '@callwright/protocol';
import { interruptibleVerb, isInterruptible, playbackVerb, type SpeechTerms } from './speech-verbs.js';

type Played = CommandOf<'tts' | 'play'>;

/** A playback is at an end of a sentence here, so that its voice may begin (texts that come in pieces). */
const SENTENCE = /^[\s\S]*[.!?…:;。！？\n](?=\s|$)/u;

/** One playback there: of one text, or of several that go by one `playId`. */
export class Playback {
  readonly playId: string | undefined;
  readonly #termsOf: (serial: number) => SpeechTerms;
  readonly #startedAtMs: number;
  #serial = 0;
  #lastDone = 0;
  #rest = '';
  #isOpen = false;
  #hasAutoHangup = false;

  /** @param termsOf how verbs of a serial number leave, with the hook by which they tell that they are done */
  constructor(playId: string | undefined, startedAtMs: number, termsOf: (serial: number) => SpeechTerms) {
    this.playId = playId;
    this.#startedAtMs = startedAtMs;
    this.#termsOf = termsOf;
  }

  /** Everything of it has been heard, and nothing is to come. */
  get isDone(): boolean {
    return !this.#isOpen && this.#lastDone >= this.#serial;
  }

  get hasAutoHangup(): boolean {
    return this.#hasAutoHangup;
  }

  /**
   * Adds a text, a piece of one, or a recording.
   * @param serial names the verbs; unique in the call
   * @throws AppError `protocol.unsupported`
   */
  add(command: Played, serial: number): readonly Verb[] {
    this.#hasAutoHangup ||= command.autoHangup === true;
    const text = command.command === 'tts' ? this.#ready(command) : undefined;
    if (text === '') return [];
    const terms = this.#termsOf(serial);
    const verbs: readonly Verb[] = isInterruptible(command)
      ? [interruptibleVerb(command, terms, text)]
      : [playbackVerb(command, terms, text), { verb: 'redirect', actionHook: terms.hook }];
    this.#serial = serial;
    return verbs;
  }

  /** The verbs of a serial number are done. */
  done(serial: number): void {
    this.#lastDone = Math.max(this.#lastDone, serial);
  }

  started(nowMs: number): SessionEvent {
    return { event: 'trackStart', timestamp: nowMs, ...this.#names };
  }

  /** What is told of its end: that it was stopped, where it was, and that it is over. */
  ended(nowMs: number, cause?: SessionEventOf<'interruption'>['cause']): readonly SessionEvent[] {
    const durationMs = Math.max(0, nowMs - this.#startedAtMs);
    const stop: SessionEvent[] = cause
      ? [{ event: 'interruption', timestamp: nowMs, ...this.#names, positionMs: durationMs, cause }]
      : [];
    return [
      ...stop,
      { event: 'trackEnd', timestamp: nowMs, ...this.#names, durationMs, ...(cause && { interrupted: true }) },
    ];
  }

  get #names() {
    return { trackId: SERVER_TRACK, ...(this.playId !== undefined && { playId: this.playId }) };
  }

  // Pieces are spoken by sentences: a voice that gets one word at a time speaks them as such.
  #ready({ text, streaming, endOfStream }: CommandOf<'tts'>): string {
    this.#rest += text;
    this.#isOpen = streaming === true && endOfStream !== true;
    const ready = this.#isOpen ? (SENTENCE.exec(this.#rest)?.[0] ?? '') : this.#rest;
    this.#rest = this.#rest.slice(ready.length);
    return ready.trim();
  }
}
