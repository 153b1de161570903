import { Resampler } from '@callwright/audio';
import { AppError, toAppError } from '@callwright/protocol';
import { FairQueue } from '../../../../platform/workers/fair-queue.js';
import type { FromEngine, ToEngine } from './messages.js';
import { type EngineStream, NOTHING_HEARD, type SpeechEngine } from './speech-engine.js';

/** How a server is made. */
export type EngineServerOptions = {
  /** Loads the engine; what it throws ends the hope for this process. */
  readonly load: () => Promise<SpeechEngine>;
  readonly send: (message: FromEngine) => void;
  /** Lets what has arrived meanwhile be seen: engines block. */
  readonly nextTurn: () => Promise<void>;
};

type Caller = {
  readonly stream: EngineStream;
  readonly resampler: Resampler | null;
  /** What went wrong with the utterance; told when it is flushed. */
  failure: AppError | null;
};
type OfStream = Exclude<ToEngine, { kind: 'load' }>;

/** Runs one engine for many callers, a piece of work of each in turn. The queue is bounded by those who send. */
export class EngineServer {
  readonly #options: EngineServerOptions;
  readonly #queue = new FairQueue<OfStream>();
  readonly #callers = new Map<number, Caller>();
  #engine: Promise<SpeechEngine> | null = null;
  #isWorking = false;

  constructor(options: EngineServerOptions) {
    this.#options = options;
  }

  /** Takes a message; never throws. */
  receive(message: ToEngine): void {
    if (message.kind !== 'load') this.#queue.push(String(message.stream), message);
    if (!this.#isWorking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    const engine = await this.#load();
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (engine) await this.#handle(engine, next);
      await this.#options.nextTurn();
    }
    this.#isWorking = false;
  }

  async #load(): Promise<SpeechEngine | null> {
    const { load, send } = this.#options;
    const isFirst = this.#engine === null;
    this.#engine ??= load();
    try {
      const engine = await this.#engine;
      if (isFirst) send({ kind: 'ready' });
      return engine;
    } catch (error) {
      const { code, message } = toAppError(error, 'speech.badModel');
      if (isFirst) send({ kind: 'broken', code, message });
      return null;
    }
  }

  async #handle(engine: SpeechEngine, message: OfStream): Promise<void> {
    const caller = this.#callers.get(message.stream);
    try {
      if (message.kind === 'listen') await this.#listen(engine, message);
      else if (message.kind === 'sound') await this.#hear(caller, message);
      else if (message.kind === 'flush') await this.#answer(caller, message);
      else this.#close(message.stream);
    } catch (error) {
      if (caller) caller.failure = toAppError(error, 'speech.asrFailed');
    }
  }

  #close(stream: number): void {
    this.#callers.get(stream)?.stream.close();
    this.#callers.delete(stream);
  }

  async #listen(engine: SpeechEngine, { stream, rateHz, request }: Extract<OfStream, { kind: 'listen' }>) {
    this.#callers.get(stream)?.stream.close();
    const resampler = rateHz === engine.rateHz ? null : new Resampler(rateHz, engine.rateHz);
    try {
      this.#callers.set(stream, { stream: await engine.openStream(request), resampler, failure: null });
    } catch (error) {
      const failure = toAppError(error, 'speech.asrFailed');
      this.#callers.set(stream, { stream: unheard, resampler, failure });
    }
  }

  async #hear(caller: Caller | undefined, { stream, utterance, samples }: Extract<OfStream, { kind: 'sound' }>) {
    let heard = NOTHING_HEARD;
    try {
      if (caller && !caller.failure) heard = await caller.stream.accept(caller.resampler?.process(samples) ?? samples);
    } finally {
      this.#options.send({ kind: 'heard', stream, utterance, ...heard });
    }
  }

  async #answer(caller: Caller | undefined, { stream, utterance }: Extract<OfStream, { kind: 'flush' }>) {
    const { send } = this.#options;
    try {
      if (!caller) throw new AppError('speech.asrFailed', 'The recogniser was not started');
      if (caller.failure) throw caller.failure;
      send({ kind: 'answer', stream, utterance, answer: await caller.stream.finish() });
    } catch (error) {
      const { code, message } = toAppError(error, 'speech.asrFailed');
      send({ kind: 'failed', stream, utterance, code, message });
      await this.#recover(caller);
    }
  }

  /** After a failure the next utterance starts from nothing; a stream that could not be opened stays as it is. */
  async #recover(caller: Caller | undefined): Promise<void> {
    if (!caller || caller.stream === unheard) return;
    await caller.stream.reset();
    caller.failure = null;
  }
}

const unheard: EngineStream = {
  accept: async () => NOTHING_HEARD,
  finish: async () => ({ text: '' }),
  reset: async () => undefined,
  close: () => undefined,
};
