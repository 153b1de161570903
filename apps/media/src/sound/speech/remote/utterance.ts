import { AppError } from '@callwright/protocol';
import type { Timer } from '../../../platform/clock.js';
import type { TranscriptionEvent } from '../asr/port.js';
import type { Heard, HeardWord } from './line.js';
import type { RemoteSession } from './remote-session.js';
import { UtteranceSound } from './utterance-sound.js';

/** Of sound nobody writes. */
const UNHEARD_RATE_HZ = 8000;

type Settled = Extract<Heard, { heard: 'settled' }>;

/** One utterance on its way to a service: its sound, what came back, and how it was answered. */
export class Utterance {
  /** Null when `start` was refused, which is the answer then. */
  readonly session: RemoteSession | null;
  readonly sound: UtteranceSound;
  isFlushed = false;
  /** Its answer may be given. */
  isDue = false;
  /** Runs out when nobody answers the `flush`. */
  watchdog: Timer | null = null;
  /** The service was told that it is over. */
  isFinished = false;
  /** Lines it was lost on. */
  lossCount = 0;
  /** Why it will not be understood. */
  problem: AppError | null;
  /** All of it has been understood. */
  isDone = false;
  #settled: Settled[] = [];
  #partial = '';

  /** @param startMs when its first sample was heard */
  constructor(session: RemoteSession | AppError, startMs: number) {
    this.session = session instanceof AppError ? null : session;
    this.problem = session instanceof AppError ? session : null;
    const rateHz = this.session?.rateHz ?? UNHEARD_RATE_HZ;
    this.sound = new UtteranceSound(rateHz, this.session?.settings.rateHz ?? rateHz, startMs);
  }

  /** What has been understood up to now. */
  get text(): string {
    return joinTexts([...this.#settled.map(({ text }) => text), this.#partial]);
  }

  /** @returns whether the text is another now */
  hear(heard: Extract<Heard, { heard: 'partial' | 'settled' }>): boolean {
    const before = this.text;
    if (heard.heard === 'settled') this.#settled.push(heard);
    this.#partial = heard.heard === 'partial' ? heard.text : '';
    return this.text !== before;
  }

  /** Forgets what was understood: all of it is sent once more. */
  startOver(): void {
    this.lossCount += 1;
    this.isFinished = false;
    this.#settled = [];
    this.#partial = '';
    this.sound.rewind();
  }

  /** What is reported of it. */
  answer(): TranscriptionEvent {
    if (this.problem) return { event: 'error', code: this.problem.code, message: this.problem.message, isAnswer: true };
    const { startMs, endMs } = this.sound;
    const meaning = this.session?.interpret(this.text) ?? { text: '' };
    const words = this.#settled.flatMap((part) => part.words ?? []);
    const confidences = this.#settled.flatMap(({ text, confidence }) =>
      text === '' || confidence === undefined ? [] : confidence,
    );
    return {
      event: 'final',
      startMs,
      endMs,
      ...meaning,
      ...(confidences.length > 0 && { confidence: Math.min(...confidences) }),
      ...(words.length > 0 && { words: words.map((word) => onTheStream(word, startMs)) }),
    };
  }
}

const onTheStream = ({ text, startMs, endMs }: HeardWord, fromMs: number): HeardWord => ({
  text,
  startMs: fromMs + startMs,
  endMs: fromMs + endMs,
});

const joinTexts = (texts: readonly string[]): string =>
  texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(' ');
