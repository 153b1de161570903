import { AppError } from '@callwright/protocol';
import type { Clock, Timer } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { startPatientTimer } from '../../../../platform/patient-timer.js';
import type { EngineProcess } from '../../../../platform/workers/engine-process.js';
import type { EngineAnswer, FromEngine, ToEngine } from './messages.js';

/** How a host works. */
export type EngineHostOptions = {
  /** For logs and messages, as `pocketsphinx`. */
  readonly name: string;
  readonly start: () => EngineProcess<ToEngine, FromEngine>;
  readonly clock: Clock;
  readonly log: Log;
};

/** One caller of a host. */
export type EngineCaller = {
  readonly onHeard: (utterance: number, text: string, isEndpoint: boolean) => void;
  readonly onAnswer: (utterance: number, answer: EngineAnswer | AppError) => void;
  /** The process is gone, with everything it was told: what was flushed fails with this, and so does what is being said. */
  readonly onLost: (error: AppError) => void;
};

/** Models are read from disk, some of them 1 GB. */
const LOAD_TIMEOUT_MS = 120_000;
/** Without any sign of life while work waits. */
const ANSWER_TIMEOUT_MS = 15_000;
/** An engine that cannot start is not tried more often. */
const RETRY_AFTER_MS = 30_000;
/** A process that lived shorter than this was lost by the way it works, not by chance. */
const MIN_LIFE_MS = 5000;
/** Sound sent and not yet worked on, of all callers: more is refused. */
const MAX_BACKLOG_SAMPLES = 120 * 16_000;

/**
 * One engine in a process of its own, shared by many callers. It starts with the first who needs it, again after a
 * crash, and after 30 s when it could not load or crashed at once.
 */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #callers = new Map<number, EngineCaller>();
  #process: EngineProcess<ToEngine, FromEngine> | null = null;
  #isReady = false;
  #startedAtMs = 0;
  #broken: { readonly error: AppError; readonly atMs: number } | null = null;
  /** Sizes of the pieces of sound that no `heard` answered yet, and flushes not answered. */
  readonly #unheard: number[] = [];
  #backlogSamples = 0;
  #flushed = 0;
  #watchdog: Timer | null = null;
  #loading: { readonly promise: Promise<void>; readonly settle: (error?: AppError) => void } | null = null;
  #lastStream = 0;
  #isClosed = false;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /** Callers attached now. */
  get callerCount(): number {
    return this.#callers.size;
  }

  /** Adds a caller. @returns the number its messages carry as `stream` */
  attach(caller: EngineCaller): number {
    this.#lastStream += 1;
    this.#callers.set(this.#lastStream, caller);
    return this.#lastStream;
  }

  /** Takes a caller away; nothing is told to it from here on. */
  detach(stream: number): void {
    if (this.#callers.delete(stream)) this.#process?.send({ kind: 'close', stream });
  }

  /** Loads the engine, if it is not. @throws AppError when it cannot be loaded */
  async load(): Promise<void> {
    const problem = this.#ensureProcess();
    if (problem) throw problem;
    await this.#loading?.promise;
  }

  /**
   * Hands a message over.
   * @returns what is wrong when it was not: the engine is broken, or far behind
   */
  send(message: ToEngine): AppError | null {
    const problem = this.#ensureProcess();
    if (problem) return problem;
    if (message.kind === 'sound') {
      if (this.#backlogSamples > MAX_BACKLOG_SAMPLES) return this.#error('speech.unavailable', 'is far behind');
      this.#unheard.push(message.samples.length);
      this.#backlogSamples += message.samples.length;
    }
    if (message.kind === 'flush') this.#flushed += 1;
    this.#process?.send(message);
    // Nothing else is answered.
    if (message.kind === 'sound' || message.kind === 'flush') this.#watchdog ??= this.#watch();
    return null;
  }

  /** Ends the process; every caller loses it. Idempotent, never throws. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const process = this.#process;
    this.#lose('is closed');
    await process?.terminate();
  }

  #ensureProcess(): AppError | null {
    if (this.#isClosed) return this.#error('speech.unavailable', 'is closed');
    if (this.#process) return null;
    const { clock, start } = this.#options;
    const nowMs = clock.monotonicMs();
    if (this.#broken && nowMs - this.#broken.atMs < RETRY_AFTER_MS) return this.#broken.error;
    this.#broken = null;
    this.#isReady = false;
    this.#startedAtMs = nowMs;
    this.#loading = createLoading();
    const engine = start();
    this.#process = engine;
    engine.onMessage((message) => this.#process === engine && this.#receive(message));
    engine.onExit(() => this.#process === engine && this.#onExit());
    this.#watchdog = this.#watch();
    engine.send({ kind: 'load' });
    return null;
  }

  #receive(message: FromEngine): void {
    this.#watchdog?.cancel();
    this.#watchdog = null;
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        this.#loading?.settle();
        break;
      case 'broken':
        this.#break(new AppError(message.code, message.message));
        return;
      case 'heard':
        this.#backlogSamples -= this.#unheard.shift() ?? 0;
        this.#callers.get(message.stream)?.onHeard(message.utterance, message.text, message.isEndpoint);
        break;
      case 'answer':
        this.#flushed -= 1;
        this.#callers.get(message.stream)?.onAnswer(message.utterance, message.answer);
        break;
      case 'failed':
        this.#flushed -= 1;
        this.#callers.get(message.stream)?.onAnswer(message.utterance, new AppError(message.code, message.message));
    }
    if (this.#flushed > 0 || this.#unheard.length > 0) this.#watchdog ??= this.#watch();
  }

  #watch(): Timer {
    return startPatientTimer(this.#options.clock, this.#isReady ? ANSWER_TIMEOUT_MS : LOAD_TIMEOUT_MS, () => {
      this.#watchdog = null;
      const process = this.#process;
      this.#lose('took too long');
      void process?.terminate();
    });
  }

  /** Native libraries end the process over a model they cannot use, without a word. */
  #onExit(): void {
    const livedMs = this.#options.clock.monotonicMs() - this.#startedAtMs;
    if (!this.#isReady) this.#break(this.#error('speech.badModel', 'ended while it loaded its model'));
    else if (livedMs < MIN_LIFE_MS) this.#break(this.#error('speech.unavailable', 'ended at once'));
    else this.#lose('lost its process');
  }

  #break(error: AppError): void {
    const process = this.#process;
    this.#broken = { error, atMs: this.#options.clock.monotonicMs() };
    this.#options.log.error(
      { engine: this.#options.name, code: error.code, reason: error.message },
      'engine is broken',
    );
    this.#forget(error);
    void process?.terminate();
  }

  #lose(reason: string): void {
    if (this.#process && !this.#isClosed)
      this.#options.log.error({ engine: this.#options.name, reason }, 'engine process lost');
    this.#forget(this.#error('speech.asrFailed', reason));
  }

  #forget(error: AppError): void {
    this.#watchdog?.cancel();
    this.#watchdog = null;
    this.#process = null;
    this.#unheard.length = 0;
    this.#backlogSamples = 0;
    this.#flushed = 0;
    this.#loading?.settle(error);
    for (const caller of [...this.#callers.values()]) caller.onLost(error);
  }

  #error(code: AppError['code'], reason: string): AppError {
    return new AppError(code, `The ${this.#options.name} engine ${reason}`);
  }
}

function createLoading() {
  let settle: (error?: AppError) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // Whoever waits is told; often nobody does.
  promise.catch(() => undefined);
  return { promise, settle };
}
