import { AppError, toAppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TranscriptionClient, TranscriptionEvent, TranscriptionOptions } from '../asr/port.js';
import type { Heard, Line, OpenLine } from './line.js';
import { createSession, type RemoteRules, type RemoteSession } from './remote-session.js';
import { Utterance } from './utterance.js';

/** What a client of a remote recogniser is made of. */
export type RemoteClientParts = {
  readonly rules: RemoteRules;
  readonly apiKey: string | null;
  readonly openLine: OpenLine;
  /** A line carries one utterance, then another one is opened. */
  readonly isOneShot: boolean;
  /** Longest wait for the answer to a `flush`. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEvent: (event: TranscriptionEvent) => void;
  readonly onClose: () => void;
};

/** Flushed utterances that wait for their answer; with one more it is answered with an error. */
const MAX_WAITING = 8;

/**
 * One caller's way to a recogniser elsewhere. The line is opened by `start`; utterances go over it one at a time, each
 * as it is spoken. What is spoken while there is no line, or while the one before is still being answered, is kept up to
 * 20 s, the newest. An utterance whose line breaks is sent once more over another; one nobody answers in time is
 * answered with `speech.timeout`.
 */
export class RemoteClient implements TranscriptionClient {
  readonly #parts: RemoteClientParts;
  readonly #closing = new Set<Promise<void>>();
  #session: RemoteSession | AppError = new AppError('speech.asrFailed', 'The recogniser was not started');
  #line: { readonly line: Line; readonly key: string } | null = null;
  /** In the order they were spoken; only the last may still go on. */
  #utterances: Utterance[] = [];
  /** Where the next utterance begins when nobody says. */
  #nextStartMs = 0;
  #isClosed = false;

  constructor(parts: RemoteClientParts) {
    this.#parts = parts;
  }

  start(options: TranscriptionOptions): void {
    if (this.#isClosed) return;
    this.#dropUnflushed();
    try {
      this.#session = createSession(options, this.#parts.rules, this.#parts.apiKey);
      this.#connect(this.#head?.session ?? this.#session);
    } catch (error) {
      this.#session = toAppError(error, 'speech.asrFailed');
      this.#emitLater(errorEvent(this.#session, false));
    }
  }

  write(samples: Int16Array, startMs?: number): void {
    const session = this.#session;
    if (this.#isClosed || session instanceof AppError) return;
    const utterance = this.#unflushed ?? this.#begin(session, startMs);
    utterance.sound.write(samples);
    this.#pump();
  }

  flush(): void {
    if (this.#isClosed) return;
    const utterance = this.#unflushed ?? this.#begin(this.#session);
    utterance.sound.finish();
    utterance.isFlushed = true;
    this.#nextStartMs = utterance.sound.endMs;
    utterance.watchdog = this.#parts.clock.startTimer(this.#parts.timeoutMs, () => this.#expire(utterance));
    if (utterance.sound.isEmpty) utterance.isDone = true;
    else if (this.#utterances.length > MAX_WAITING) {
      utterance.problem ??= new AppError('speech.unavailable', `${this.#title} is too far behind`);
      utterance.sound.discard();
    }
    // Later, so that nobody is answered while they still ask, and in the order they asked.
    queueMicrotask(() => {
      utterance.isDue = true;
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { watchdog } of this.#utterances) watchdog?.cancel();
    this.#utterances = [];
    this.#hangUp();
    await Promise.all(this.#closing);
    this.#parts.onClose();
  }

  get #title(): string {
    return this.#parts.rules.title;
  }

  get #head(): Utterance | undefined {
    return this.#utterances[0];
  }

  get #unflushed(): Utterance | undefined {
    const last = this.#utterances.at(-1);
    return last?.isFlushed ? undefined : last;
  }

  #begin(session: RemoteSession | AppError, startMs = this.#nextStartMs): Utterance {
    const utterance = new Utterance(session, startMs);
    this.#utterances.push(utterance);
    return utterance;
  }

  #dropUnflushed(): void {
    const utterance = this.#unflushed;
    if (!utterance) return;
    this.#utterances.pop();
    this.#nextStartMs = utterance.sound.endMs;
    // The service would take it for the beginning of the next one.
    if (utterance.sound.isSent) this.#hangUp();
  }

  /** Answers what can be answered, in order, and sends of the first that cannot as much as the line takes. */
  #pump(): void {
    for (let head = this.#head; head?.isDue && (head.isDone || head.problem); head = this.#head) {
      this.#utterances.shift();
      head.watchdog?.cancel();
      this.#emit(head.answer());
    }
    const head = this.#head;
    if (!head?.session || head.problem || this.#isClosed) return;
    this.#connect(head.session);
    this.#send(head);
  }

  #send(utterance: Utterance): void {
    const line = this.#line?.line;
    while (line?.isReady && !utterance.isFinished) {
      const packet = utterance.sound.take();
      if (packet) line.send(packet);
      else if (!utterance.isFlushed) return;
      else {
        utterance.isFinished = true;
        line.finish();
      }
    }
  }

  /** Sees to it that there is a line for a session. */
  #connect({ settings }: RemoteSession): void {
    const key = JSON.stringify(settings);
    if (this.#line?.key === key) return;
    this.#hangUp();
    const isCurrent = () => this.#line?.line === line;
    const line = this.#parts.openLine(settings, {
      onReady: () => isCurrent() && this.#pump(),
      onHeard: (heard) => isCurrent() && this.#hear(heard),
      onLost: (problem, wasReady) => isCurrent() && this.#lose(problem, wasReady),
    });
    this.#line = { line, key };
  }

  #hear(heard: Heard): void {
    const head = this.#head;
    if (!head) return;
    switch (heard.heard) {
      case 'partial':
      case 'settled':
        // What is settled after the end comes with the final.
        if (head.hear(heard) && head.session?.wantsPartials && !(head.isFinished && heard.heard === 'settled'))
          this.#emit({ event: 'delta', text: head.text });
        return;
      case 'endpoint':
        if (!head.isFlushed) this.#emit({ event: 'endpoint' });
        return;
      case 'failed':
        this.#giveUp(head, heard.problem);
        return;
      case 'done':
        if (head.isFinished) this.#complete(head);
    }
  }

  #complete(utterance: Utterance): void {
    utterance.isDone = true;
    if (this.#parts.isOneShot) this.#hangUp();
    this.#pump();
    // The next one is not to wait for a connection.
    if (!(this.#session instanceof AppError) && !this.#isClosed) this.#connect(this.#head?.session ?? this.#session);
  }

  #lose(problem: AppError, wasReady: boolean): void {
    const head = this.#head;
    this.#hangUp();
    if (!head && wasReady) return;
    this.#parts.log.warn({ provider: this.#title, code: problem.code }, 'connection to a recogniser lost');
    if (!head) this.#emit(errorEvent(problem, false));
    else if (!wasReady || head.lossCount > 0) this.#giveUp(head, problem);
    else {
      head.startOver();
      this.#pump();
    }
  }

  #giveUp(utterance: Utterance, problem: AppError): void {
    utterance.problem = problem;
    utterance.sound.discard();
    this.#hangUp();
    this.#pump();
  }

  #expire(utterance: Utterance): void {
    const problem = new AppError('speech.timeout', `${this.#title} did not answer in time`);
    if (utterance === this.#head) this.#giveUp(utterance, problem);
    else {
      utterance.problem ??= problem;
      utterance.sound.discard();
    }
  }

  #hangUp(): void {
    const line = this.#line?.line;
    this.#line = null;
    if (!line) return;
    const closing = line.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #emitLater(event: TranscriptionEvent): void {
    queueMicrotask(() => this.#emit(event));
  }

  #emit(event: TranscriptionEvent): void {
    if (!this.#isClosed) this.#parts.onEvent(event);
  }
}

const errorEvent = ({ code, message }: AppError, isAnswer: boolean): TranscriptionEvent => ({
  event: 'error',
  code,
  message,
  isAnswer,
});
