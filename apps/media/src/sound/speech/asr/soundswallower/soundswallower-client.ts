import { AppError, toAppError } from '@callwright/protocol';
import type { WorkerPool } from '../../../../platform/workers/worker-pool.js';
import type { TranscriptionClient, TranscriptionEvent, TranscriptionOptions } from '../port.js';
import { type ChoiceListener, createChoiceListener } from './choice-grammar.js';
import { asrLanguageOf } from './languages.js';
import type { SoundswallowerJob, SoundswallowerResult } from './soundswallower-jobs.js';
import { Utterance, type UtteranceSound } from './utterance.js';

/** The workers all clients of a provider share. */
export type SoundswallowerPool = WorkerPool<SoundswallowerJob, SoundswallowerResult>;

/** Speech before the first look at an unfinished utterance, and the least between two. */
const PARTIAL_STEP_MS = 300;
/** Each look decodes everything so far: the longer the utterance, the rarer they are. */
const PARTIAL_GROWTH = 0.25;

type Wanted = { readonly canWait: boolean; readonly signal: AbortSignal };
type Prepared = { readonly answer: Promise<TranscriptionEvent>; readonly controller: AbortController };

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
  /** The answer to the utterance as it stood, should nothing be written before it is flushed. */
  #prepared: Prepared | null = null;

  /** @param lane name of the client among those of the pool */
  constructor(pool: SoundswallowerPool, lane: string, onEvent: (event: TranscriptionEvent) => void) {
    this.#pool = pool;
    this.#lane = lane;
    this.#onEvent = onEvent;
  }

  start(options: TranscriptionOptions): void {
    this.#endPartials();
    this.#abandon();
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
    this.#abandon();
    session.utterance.write(samples, startMs);
    const isDue = session.wantsPartials && session.utterance.durationMs >= this.#nextPartialMs;
    // A look is a courtesy: nobody waits for it, so it is not to keep a worker from those who do.
    if (isDue && !this.#partial && this.#pool.hasIdleWorker) void this.#lookAhead(session);
  }

  prepare(): void {
    const session = this.#session;
    if (session instanceof AppError || this.#prepared !== null) return;
    const sound = session.utterance.peek();
    if (sound.samples.length === 0) return;
    // A look at less than this is not waited for any more.
    this.#partial?.abort();
    this.#partial = null;
    const controller = new AbortController();
    const answer = this.#understand(session, sound, controller.signal);
    this.#prepared = { answer, controller };
    void this.#tellPrepared(session, this.#prepared);
  }

  flush(): void {
    const prepared = this.#prepared;
    this.#prepared = null;
    this.#endPartials();
    const session = this.#session;
    if (session instanceof AppError) this.#answer(Promise.resolve(errorEvent(session, true)));
    else {
      const sound = session.utterance.take();
      this.#answer(prepared?.answer ?? this.#understand(session, sound, this.#closed.signal));
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(new AppError('speech.asrFailed', 'The recogniser is closed'));
    this.#abandon();
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
      await this.#run(session, null, { canWait: false, signal: this.#closed.signal });
    } catch (error) {
      if (this.#session === session) this.#emit(errorEvent(toAppError(error, 'speech.asrFailed'), false));
    }
  }

  async #understand(session: Session, sound: UtteranceSound, signal: AbortSignal): Promise<TranscriptionEvent> {
    const { samples, startMs, endMs } = sound;
    if (samples.length === 0) return { event: 'final', text: '', startMs, endMs };
    try {
      const { recognised } = await this.#run(session, samples, { canWait: false, signal });
      const meaning = session.listener.interpret(recognised);
      return { event: 'final', startMs, endMs, ...(meaning ?? { text: '' }) };
    } catch (error) {
      return errorEvent(toAppError(error, 'speech.asrFailed'), true);
    }
  }

  /** What may be the final is told as a part of it, while it is not sure that there is no more to come. */
  async #tellPrepared(session: Session, prepared: Prepared): Promise<void> {
    const event = await prepared.answer;
    if (this.#prepared === prepared && session.wantsPartials && event.event === 'final') this.#tellDelta(event.text);
  }

  /** Forgets the answer that was got ready: more has been said. */
  #abandon(): void {
    this.#prepared?.controller.abort();
    this.#prepared = null;
  }

  async #lookAhead(session: Session): Promise<void> {
    const partial = new AbortController();
    this.#partial = partial;
    const { durationMs } = session.utterance;
    this.#nextPartialMs = durationMs + Math.max(PARTIAL_STEP_MS, durationMs * PARTIAL_GROWTH);
    try {
      const { recognised } = await this.#run(session, session.utterance.peek().samples, {
        canWait: true,
        signal: partial.signal,
      });
      if (this.#partial !== partial) return;
      this.#partial = null;
      this.#tellDelta(recognised);
    } catch {
      // What went wrong comes back with the utterance's answer.
      if (this.#partial === partial) this.#partial = null;
    }
  }

  #tellDelta(text: string): void {
    if (text === '' || text === this.#lastDelta) return;
    this.#lastDelta = text;
    this.#emit({ event: 'delta', text });
  }

  #endPartials(): void {
    this.#partial?.abort();
    this.#partial = null;
    this.#nextPartialMs = PARTIAL_STEP_MS;
    this.#lastDelta = '';
  }

  #run(session: Session, samples: Int16Array | null, { canWait, signal }: Wanted): Promise<SoundswallowerResult> {
    const job: SoundswallowerJob = { grammar: session.listener.grammar, samples, rateHz: session.rateHz };
    const transfer = samples ? [samples.buffer as ArrayBuffer] : [];
    return this.#pool.run(job, { lane: this.#lane, canWait, transfer, signal });
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
