import { BLOCK_MS } from '@callwright/audio';
import type { AmdOption, SessionEventOf } from '@callwright/protocol';
import { type Beep, BeepDetector } from './beep-detector.js';
import type { Processor } from './track.js';

/** Who answered; times in ms since the epoch. */
export type Answerer = Pick<SessionEventOf<'answerMachineDetection'>, 'result' | 'startTime' | 'endTime'>;

/** What is taken for what when nobody says otherwise. */
const DEFAULTS = { maxGreeting: 2500, silenceAfterGreeting: 800, maxWait: 6000, beepWait: 30_000 } as const;

/**
 * Tells whether a person or a machine answered a call we made: a person says a word or two and waits, a machine talks on
 * and then beeps. One answer; for a machine a second one, its beep or that none came.
 */
export class AnsweringMachine implements Processor {
  readonly name = 'amd';
  readonly seesHidden = true;
  readonly #option: Required<AmdOption>;
  readonly #onAnswerer: (answerer: Answerer) => void;
  readonly #beeps: BeepDetector;
  #phase: 'greeting' | 'machine' | 'over' = 'greeting';
  #beganMs: number | null = null;
  #greetingMs: number | null = null;
  #quietSinceMs: number | null = null;
  #machineSinceMs = 0;

  constructor(option: AmdOption, rateHz: number, onAnswerer: (answerer: Answerer) => void) {
    this.#option = { ...DEFAULTS, ...option };
    this.#onAnswerer = onAnswerer;
    this.#beeps = new BeepDetector(rateHz, (beep) => this.#onBeep(beep));
  }

  /** A voice is heard. @param startMs when its first sound was */
  onSpeech(startMs: number): void {
    this.#greetingMs ??= startMs;
    this.#quietSinceMs = null;
  }

  /** The voice has been silent since then. */
  onQuiet(sinceMs: number): void {
    this.#quietSinceMs ??= sinceMs;
  }

  process(block: Int16Array, atMs: number): void {
    if (this.#phase === 'over') return;
    this.#beganMs ??= atMs;
    this.#beeps.process(block, atMs);
    const nowMs = atMs + BLOCK_MS;
    if (this.#phase === 'greeting') this.#judge(this.#beganMs, nowMs);
    else if (this.#phase === 'machine' && nowMs - this.#machineSinceMs >= this.#option.beepWait)
      this.#tell('unknown', this.#machineSinceMs, nowMs);
  }

  close(): void {
    this.#phase = 'over';
  }

  #judge(beganMs: number, nowMs: number): void {
    const { maxGreeting, silenceAfterGreeting, maxWait } = this.#option;
    const startMs = this.#greetingMs;
    if (startMs === null) {
      if (nowMs - beganMs >= maxWait) this.#tell('unknown', beganMs, nowMs);
      return;
    }
    const endMs = this.#quietSinceMs ?? nowMs;
    if (endMs - startMs > maxGreeting) this.#tell('machine', startMs, endMs);
    else if (this.#quietSinceMs !== null && nowMs - this.#quietSinceMs >= silenceAfterGreeting)
      this.#tell('human', startMs, endMs);
  }

  // Only machines beep, however short their greeting.
  #onBeep({ startMs, endMs }: Beep): void {
    if (this.#phase === 'greeting') this.#tell('machine', this.#greetingMs ?? this.#beganMs ?? startMs, startMs);
    if (this.#phase === 'machine') this.#tell('beep', startMs, endMs);
  }

  #tell(result: Answerer['result'], startTime: number, endTime: number): void {
    this.#phase = result === 'machine' && this.#option.beepWait > 0 ? 'machine' : 'over';
    this.#machineSinceMs = endTime;
    this.#onAnswerer({ result, startTime: Math.round(startTime), endTime: Math.round(Math.max(startTime, endTime)) });
  }
}
