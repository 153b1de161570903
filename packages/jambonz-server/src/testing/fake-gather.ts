import type { StartTimer } from '../platform/timers.js';
import type { VerbOptions } from '../verbs/verb.js';

type Gather = VerbOptions['gather'];
type Timer = ReturnType<StartTimer>;

/** What a fake gather is made of. */
export type FakeGatherParts = {
  readonly verb: Gather;
  /** How long its prompt lasts. */
  readonly promptMs: number;
  readonly startTimer: StartTimer;
  /** Told of the life of its prompt, as `verb:status` has it. */
  readonly notify: (verb: 'gather' | 'say', event: string) => void;
  readonly done: (result: Readonly<Record<string, unknown>>) => void;
};

/** A `gather` as jambonz carries it out: keys count behind the prompt, or stop it where they may. */
export class FakeGather {
  readonly #parts: FakeGatherParts;
  #timer: Timer;
  #isPrompting = true;
  #digits = '';
  #isDone = false;

  constructor(parts: FakeGatherParts) {
    this.#parts = parts;
    this.#timer = parts.startTimer(parts.promptMs, () => this.#listen());
  }

  get takesKeys(): boolean {
    const { input = ['digits'], dtmfBargein } = this.#parts.verb;
    return input.includes('digits') && (!this.#isPrompting || dtmfBargein === true);
  }

  get takesWords(): boolean {
    const { input = ['digits'], bargein } = this.#parts.verb;
    return input.includes('speech') && (!this.#isPrompting || bargein === true);
  }

  press(digit: string) {
    if (this.#isDone || !this.takesKeys) return;
    this.#bargeIn('dtmf-bargein-detected');
    const { finishOnKey, numDigits, maxDigits, interDigitTimeout = 3 } = this.#parts.verb;
    if (digit === finishOnKey) return this.#finish({ reason: 'dtmfDetected', digits: this.#digits });
    this.#digits += digit;
    if (this.#digits.length >= (numDigits ?? maxDigits ?? Number.POSITIVE_INFINITY))
      return this.#finish({ reason: 'dtmfDetected', digits: this.#digits });
    this.#wait(interDigitTimeout * 1000);
  }

  say(transcript: string): void {
    if (this.#isDone || !this.takesWords) return;
    const { language = 'en-US' } = this.#parts.verb.recognizer ?? {};
    this.#bargeIn('speech-bargein-detected');
    const alternatives = [{ transcript, confidence: 0.9 }];
    this.#finish({
      reason: 'speechDetected',
      speech: { is_final: true, language_code: language, channel_tag: 1, alternatives },
    });
  }

  cancel(): void {
    this.#isDone = true;
    this.#timer.cancel();
  }

  #bargeIn(event: string): void {
    const { promptMs, notify } = this.#parts;
    const isOver = !this.#isPrompting || promptMs === 0;
    this.#isPrompting = false;
    if (isOver) return;
    notify('gather', event);
    notify('say', 'kill-playback');
  }

  #listen(): void {
    this.#isPrompting = false;
    if (this.#parts.promptMs > 0) this.#parts.notify('say', 'stop-playback');
    this.#wait((this.#parts.verb.timeout ?? 15) * 1000);
  }

  #wait(ms: number): void {
    this.#timer.cancel();
    this.#timer = this.#parts.startTimer(ms, () => this.#timeOut());
  }

  #timeOut(): void {
    const digits = this.#digits;
    const isEnough = digits.length >= Math.max(1, this.#parts.verb.minDigits ?? 1);
    this.#finish(isEnough ? { reason: 'dtmfDetected', digits } : { reason: 'timeout', ...(digits && { digits }) });
  }

  #finish(result: Readonly<Record<string, unknown>>): void {
    if (this.#isDone) return;
    this.cancel();
    this.#parts.done(result);
  }
}
