import type { Meaning } from '@callwright/flow-engine';
import { AppError, toAppError } from '@callwright/protocol';
import type { TranscriptionClient, TranscriptionEvent, TranscriptionOptions } from '../port.js';
import { MAX_UTTERANCE_MS } from '../soundswallower/utterance.js';
import type { EngineHost } from './engine-host.js';
import type { EngineAnswer, ListenRequest } from './messages.js';
import { type Awaited, OrderedAnswers } from './ordered-answers.js';

/** What a start comes to: what the engine is told, and what its words mean. */
export type Listening = {
  readonly request: ListenRequest;
  /** Null when the words are none of what is listened for. */
  readonly interpret: (text: string) => Meaning | null;
};

/** Sound goes to the engine in pieces: fewer messages, and nothing to do in most blocks of 20 ms. */
const PIECE_MS = 100;
/** Utterances flushed and not answered; one more is refused. */
const MAX_WAITING = 8;

type Session = Listening & { readonly rateHz: number; readonly wantsPartials: boolean };
type Flushed = {
  readonly awaited: Awaited;
  readonly session: Session;
  readonly startMs: number;
  readonly endMs: number;
};

/** One caller's way to an engine in a process of its own: sound goes there as it is heard. */
export class EngineClient implements TranscriptionClient {
  readonly #host: EngineHost;
  readonly #listen: (options: TranscriptionOptions) => Listening;
  readonly #onEvent: (event: TranscriptionEvent) => void;
  readonly #stream: number;
  readonly #answers = new OrderedAnswers((event) => this.#emit(event));
  readonly #flushed = new Map<number, Flushed>();
  #session: Session | AppError = new AppError('speech.asrFailed', 'The recogniser was not started');
  #isTold = false;
  #utterance = 0;
  #piece = new Int16Array(0);
  #pieceSamples = 0;
  #sampleCount = 0;
  #startMs = 0;
  /** Why the utterance that is going on cannot be understood any more. */
  #failure: AppError | null = null;
  #lastDelta = '';
  #isEndpointTold = false;
  #isClosed = false;

  constructor(
    host: EngineHost,
    listen: (options: TranscriptionOptions) => Listening,
    onEvent: (event: TranscriptionEvent) => void,
  ) {
    this.#host = host;
    this.#listen = listen;
    this.#onEvent = onEvent;
    this.#stream = host.attach({
      onHeard: (utterance, text, isEndpoint) => this.#onHeard(utterance, text, isEndpoint),
      onAnswer: (utterance, answer) => this.#onAnswer(utterance, answer),
      onLost: (error) => this.#onLost(error),
    });
  }

  start(options: TranscriptionOptions): void {
    if (this.#isClosed) return;
    this.#beginUtterance();
    this.#isTold = false;
    try {
      const { rateHz, partials = false } = options;
      this.#session = { ...this.#listen(options), rateHz, wantsPartials: partials };
      this.#piece = new Int16Array((rateHz * PIECE_MS) / 1000);
      // Engines and models load while the caller still listens.
      this.#tell(this.#session);
      if (this.#failure) this.#answers.give(errorEvent(this.#failure, false));
    } catch (error) {
      this.#session = toAppError(error, 'speech.asrFailed');
      this.#answers.give(errorEvent(this.#session, false));
    }
  }

  write(samples: Int16Array, startMs?: number): void {
    const session = this.#session;
    if (session instanceof AppError || this.#isClosed) return;
    if (this.#sampleCount === 0 && startMs !== undefined) this.#startMs = startMs;
    const room = (MAX_UTTERANCE_MS * session.rateHz) / 1000 - this.#sampleCount;
    const heard = samples.length > room ? samples.subarray(0, room) : samples;
    this.#sampleCount += heard.length;
    for (let at = 0; at < heard.length; ) {
      const part = heard.subarray(at, at + this.#piece.length - this.#pieceSamples);
      this.#piece.set(part, this.#pieceSamples);
      this.#pieceSamples += part.length;
      at += part.length;
      if (this.#pieceSamples === this.#piece.length) this.#sendPiece(session);
    }
  }

  flush(): void {
    if (this.#isClosed) return;
    const session = this.#session;
    if (session instanceof AppError) this.#answers.give(errorEvent(session, true));
    else this.#flush(session);
    this.#beginUtterance();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#host.detach(this.#stream);
  }

  #flush(session: Session): void {
    const startMs = this.#startMs;
    const endMs = startMs + (this.#sampleCount * 1000) / session.rateHz;
    this.#startMs = endMs;
    if (this.#sampleCount === 0) {
      this.#answers.give({ event: 'final', text: '', startMs, endMs });
      return;
    }
    this.#sendPiece(session);
    if (this.#flushed.size >= MAX_WAITING)
      this.#failure ??= new AppError('speech.unavailable', 'The recogniser is behind');
    if (!this.#failure) this.#send({ kind: 'flush', stream: this.#stream, utterance: this.#utterance });
    if (this.#failure) this.#answers.give(errorEvent(this.#failure, true));
    else this.#flushed.set(this.#utterance, { awaited: this.#answers.await(), session, startMs, endMs });
  }

  #sendPiece(session: Session): void {
    const samples = this.#piece.slice(0, this.#pieceSamples);
    this.#pieceSamples = 0;
    if (samples.length === 0 || this.#failure) return;
    if (!this.#isTold) this.#tell(session);
    if (!this.#failure) this.#send({ kind: 'sound', stream: this.#stream, utterance: this.#utterance, samples });
  }

  #tell({ rateHz, request }: Session): void {
    this.#isTold = true;
    this.#send({ kind: 'listen', stream: this.#stream, rateHz, request });
  }

  #send(message: Parameters<EngineHost['send']>[0]): void {
    const problem = this.#host.send(message);
    if (!problem) return;
    this.#failure = problem;
    this.#isTold = false;
  }

  #beginUtterance(): void {
    // After a failure the engine may have half an utterance, or not know the caller at all.
    if (this.#failure) this.#isTold = false;
    this.#failure = null;
    this.#utterance += 1;
    this.#sampleCount = 0;
    this.#pieceSamples = 0;
    this.#lastDelta = '';
    this.#isEndpointTold = false;
  }

  #onHeard(utterance: number, text: string, isEndpoint: boolean): void {
    if (utterance !== this.#utterance || this.#session instanceof AppError) return;
    if (this.#session.wantsPartials && text !== '' && text !== this.#lastDelta) {
      this.#lastDelta = text;
      this.#emit({ event: 'delta', text });
    }
    if (!isEndpoint || this.#isEndpointTold) return;
    this.#isEndpointTold = true;
    this.#emit({ event: 'endpoint' });
  }

  #onAnswer(utterance: number, answer: EngineAnswer | AppError): void {
    const flushed = this.#flushed.get(utterance);
    if (!flushed) return;
    this.#flushed.delete(utterance);
    const { awaited, session, startMs, endMs } = flushed;
    if (answer instanceof AppError) awaited.settle(errorEvent(answer, true));
    else awaited.settle({ event: 'final', startMs, endMs, ...meaningOf(answer, session, startMs) });
  }

  #onLost(error: AppError): void {
    for (const { awaited } of this.#flushed.values()) awaited.settle(errorEvent(error, true));
    this.#flushed.clear();
    this.#isTold = false;
    if (this.#sampleCount > 0) this.#failure = error;
    // A model that does not load is known before anybody speaks.
    if (error.code === 'speech.badModel') this.#answers.give(errorEvent(error, false));
  }

  #emit(event: TranscriptionEvent): void {
    if (!this.#isClosed) this.#onEvent(event);
  }
}

function meaningOf({ text, confidence, words }: EngineAnswer, { interpret }: Session, startMs: number) {
  const meaning = text === '' ? null : interpret(text);
  if (!meaning || meaning.text === '') return { text: '' };
  return {
    ...meaning,
    ...(confidence === undefined ? {} : { confidence }),
    ...(words === undefined
      ? {}
      : { words: words.map((word) => ({ ...word, startMs: startMs + word.startMs, endMs: startMs + word.endMs })) }),
  };
}

const errorEvent = ({ code, message }: AppError, isAnswer: boolean): TranscriptionEvent => ({
  event: 'error',
  code,
  message,
  isAnswer,
});
