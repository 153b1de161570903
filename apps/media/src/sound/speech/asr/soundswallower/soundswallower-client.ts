import { AppError, toAppError } from '@callwright/protocol';
import type { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import type { TranscriptionClient, TranscriptionEvent, TranscriptionOptions } from '../port.js';
import { type ChoiceListener, createChoiceListener } from './choice-grammar.js';
import { asrLanguageOf } from './languages.js';
import type { SoundswallowerJob, SoundswallowerResult } from './soundswallower-jobs.js';
import { Utterance } from './utterance.js';

/** The workers all clients of a provider share. */
export type SoundswallowerPool = WorkerPool<SoundswallowerJob, SoundswallowerResult>;

/** Speech before the first look at an unfinished utterance, and the least between two. */
const PARTIAL_STEP_MS = 300;
/** Each look decodes everything so far: the longer the utterance, the rarer they are. */
const PARTIAL_GROWTH = 0.25;

type Session = {
  readonly rateHz: number;
  readonly wantsPartials: boolean;
  readonly listener: ChoiceListener;
  readonly utterance: Utterance;
};

/** One caller's way to the recogniser: collects an utterance, has it decoded as a whole when it is flushed. */
export class SoundswallowerClient implements TranscriptionClient {
  readonly #pool: SoundswallowerPool;
  readonly #lane: string;
  readonly #onEvent: (event: TranscriptionEvent) => void;
  readonly #closed = new AbortController();
  #session: Session | AppError = new AppError('speech.asrFailed', 'The recogniser was not started');
  /** Settles when all flushed utterances are answered: two workers may finish in another order than they began. */
  #answered: Promise<void> = Promise.resolve();
  /** The look under way at the unfinished utterance. */
  #partial: AbortController | null = null;
  #nextPartialMs = PARTIAL_STEP_MS;
  #lastDelta = '';

  /** @param lane name of the client among those of the pool */
  constructor(pool: SoundswallowerPool, lane: string, onEvent: (event: TranscriptionEvent) => void) {
    this.#pool = pool;
    this.#lane = lane;
    this.#onEvent = onEvent;
  }

  start(options: TranscriptionOptions): void {
    this.#endPartials();
    try {
      const session = createSession(options);
      this.#session = session;
      void this.#prepare(session);
    } catch (error) {
      this.#session = toAppError(error, 'speech.asrFailed');
      this.#answer(Promise.resolve(errorEvent(this.#session, false)));
    }
  }

  write(samples: Int16Array, startMs?: number): void {
    const session = this.#session;
    if (session instanceof AppError) return;
    session.utterance.write(samples, startMs);
    const isDue = session.wantsPartials && session.utterance.durationMs >= this.#nextPartialMs;
    // A look is a courtesy: nobody waits for it, so it is not to keep a worker from those who do.
    if (isDue && !this.#partial && this.#pool.hasIdleWorker) void this.#lookAhead(session);
  }

  flush(): void {
    this.#endPartials();
    this.#answer(this.#understand(this.#session));
  }

  async close(): Promise<void> {
    this.#closed.abort(new AppError('speech.asrFailed', 'The recogniser is closed'));
    this.#endPartials();
    await this.#answered;
  }

  /** Reports an answer behind those to what was asked before. */
  #answer(event: Promise<TranscriptionEvent>): void {
    this.#answered = Promise.all([event, this.#answered]).then(([answer]) => this.#emit(answer));
  }

  /** Loads language and grammar while the caller still listens, and tells early what is wrong with them. */
  async #prepare(session: Session): Promise<void> {
    try {
      await this.#run(session, null, this.#closed.signal);
    } catch (error) {
      if (this.#session === session) this.#emit(errorEvent(toAppError(error, 'speech.asrFailed'), false));
    }
  }

  async #understand(session: Session | AppError): Promise<TranscriptionEvent> {
    if (session instanceof AppError) return errorEvent(session, true);
    const { samples, startMs, endMs } = session.utterance.take();
    if (samples.length === 0) return { event: 'final', text: '', startMs, endMs };
    try {
      const { recognised } = await this.#run(session, samples, this.#closed.signal);
      const meaning = session.listener.interpret(recognised);
      return { event: 'final', startMs, endMs, ...(meaning ?? { text: '' }) };
    } catch (error) {
      return errorEvent(toAppError(error, 'speech.asrFailed'), true);
    }
  }

  async #lookAhead(session: Session): Promise<void> {
    const partial = new AbortController();
    this.#partial = partial;
    const { durationMs } = session.utterance;
    this.#nextPartialMs = durationMs + Math.max(PARTIAL_STEP_MS, durationMs * PARTIAL_GROWTH);
    try {
      const { recognised } = await this.#run(session, session.utterance.peek().samples, partial.signal);
      if (this.#partial !== partial) return;
      this.#partial = null;
      if (recognised === '' || recognised === this.#lastDelta) return;
      this.#lastDelta = recognised;
      this.#emit({ event: 'delta', text: recognised });
    } catch {
      // What went wrong comes back with the utterance's answer.
      if (this.#partial === partial) this.#partial = null;
    }
  }

  #endPartials(): void {
    this.#partial?.abort();
    this.#partial = null;
    this.#nextPartialMs = PARTIAL_STEP_MS;
    this.#lastDelta = '';
  }

  #run(session: Session, samples: Int16Array | null, signal: AbortSignal): Promise<SoundswallowerResult> {
    const job: SoundswallowerJob = { grammar: session.listener.grammar, samples, rateHz: session.rateHz };
    const transfer = samples ? [samples.buffer as ArrayBuffer] : [];
    return this.#pool.run(job, { lane: this.#lane, canWait: signal !== this.#closed.signal, transfer, signal });
  }

  #emit(event: TranscriptionEvent): void {
    if (!this.#closed.signal.aborted) this.#onEvent(event);
  }
}

function createSession(options: TranscriptionOptions): Session {
  const { rateHz, language, choices, grammar, strictness = 'normal', partials = false } = options;
  const known = asrLanguageOf(language);
  if (!known) {
    throw new AppError('speech.unsupportedLanguage', `The recogniser understands English and French, not ${language}`);
  }
  const listener = createChoiceListener({ choices, grammar }, known, strictness);
  return { rateHz, wantsPartials: partials, listener, utterance: new Utterance(rateHz) };
}

const errorEvent = ({ code, message }: AppError, isAnswer: boolean): TranscriptionEvent => ({
  event: 'error',
  code,
  message,
  isAnswer,
});
