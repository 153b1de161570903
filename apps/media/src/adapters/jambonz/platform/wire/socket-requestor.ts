import { AppError, toAppError } from '@callwright/protocol';
import type { Clock, Timer } from '../../../../platform/clock.js';
import type { NewId } from '../../../../platform/ids.js';
import type { Log } from '../../../../platform/logging.js';
import { runInBackground } from '../../../../platform/run-in-background.js';
import { AppSocket } from './app-socket.js';
import { type AppMessage, verbsOf } from './messages.js';
import { ConnectError, openSocket, type SocketAddress, type SocketPorts } from './open-socket.js';
import type { Question, Requestor, RequestorListener, TellKind } from './requestor.js';
import { pauseBeforeRetry, type RetryPolicy } from './retry-policy.js';
import { snakeCased } from './snake-case.js';

/** What a requestor is made of. */
export type SocketRequestorParts = {
  readonly address: SocketAddress;
  readonly policy: RetryPolicy;
  readonly ports: SocketPorts;
  readonly callSid: string;
  readonly listener: RequestorListener;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** Subprotocol of the hook socket, and the largest message an application may send on it (spec 2 §1). */
export const HOOK_PROTOCOL = 'ws.jambonz.org';
export const MAX_APP_MESSAGE_BYTES = 24 * 1024;
/** Spec 2 §1.1. */
const ANSWER_TIMEOUT_MS = 5_000;
/** An unexpected close is followed by a new connection after so long (spec 2 §1.3). */
const RECONNECT_AFTER_MS = 500;
/** An application that loses its connection more often in one call is not to be relied on. */
const MAX_RECONNECTS = 20;
/** An application that has to be told the end of a call is waited for so long. */
const FAREWELL_MS = 10_000;
/** Messages that wait for a new connection; one more is left out. */
const MAX_QUEUED = 500;
/** Of a bad message, so much is repeated to who sent it. */
const MAX_REPEATED_CHARS = 200;

type Pending = {
  readonly isFirst: boolean;
  readonly resolve: (verbs: readonly unknown[]) => void;
  readonly reject: (error: AppError) => void;
  timer: Timer | null;
};

/** The hook socket of one call, over all its connections. It connects with the first question. */
export class SocketRequestor implements Requestor {
  readonly #parts: SocketRequestorParts;
  readonly #pending = new Map<string, Pending>();
  readonly #stop = new AbortController();
  #state: 'new' | 'connecting' | 'open' | 'over' = 'new';
  #socket: AppSocket | null = null;
  #queue: { readonly msgid: string; readonly text: string }[] = [];
  #first: Question | null = null;
  #reconnectCount = 0;
  /** The application has not yet said that it knows which call it is about. */
  #isComingBack = false;
  #isClosing = false;
  #farewell: Timer | null = null;

  constructor(parts: SocketRequestorParts) {
    this.#parts = parts;
  }

  readonly isListening = (): boolean => this.#state !== 'over';

  readonly ask = (question: Question): Promise<readonly unknown[]> => {
    if (this.#state === 'over') return Promise.reject(gone());
    const msgid = this.#parts.newId();
    const isFirst = this.#first === null;
    const answer = new Promise<readonly unknown[]>((resolve, reject) => {
      this.#pending.set(msgid, { isFirst, resolve, reject, timer: null });
    });
    const text = this.#written(question.kind, question, msgid);
    if (isFirst) {
      this.#first = question;
      this.#queue.push({ msgid, text });
      this.#connect(0);
    } else this.#send(msgid, text);
    return answer;
  };

  readonly tell = (kind: TellKind, data: Readonly<Record<string, unknown>>): void => {
    const msgid = this.#parts.newId();
    this.#send(msgid, this.#written(kind, { data }, msgid));
  };

  readonly mention = (question: Question): void => {
    const msgid = this.#parts.newId();
    this.#send(msgid, this.#written(question.kind, question, msgid));
  };

  /** What waits for a connection that is being made anew still goes out, above all how the call has ended. */
  readonly close = (): void => {
    if (this.#isClosing || this.#state === 'over') return;
    this.#isClosing = true;
    const comesBack = this.#reconnectCount > 0 && (this.#state === 'connecting' || this.#isComingBack);
    if (comesBack && this.#queue.length > 0)
      this.#farewell = this.#parts.clock.startTimer(FAREWELL_MS, () => this.#shut());
    else this.#shut();
  };

  #shut(): void {
    this.#farewell?.cancel();
    this.#finish();
    this.#socket?.close();
    this.#socket = null;
  }

  #written(type: string, { hook, data }: Pick<Question, 'hook' | 'data'>, msgid: string): string {
    const envelope = { type, msgid, call_sid: this.#parts.callSid, ...(hook !== undefined && { hook }) };
    return JSON.stringify({ ...envelope, data: snakeCased(data) });
  }

  #send(msgid: string, text: string): void {
    if (this.#state === 'over') return;
    const isReady = this.#state === 'open' && !this.#isComingBack;
    if (isReady && this.#socket?.send(text)) this.#await(msgid);
    else if (this.#queue.length < MAX_QUEUED) this.#queue.push({ msgid, text });
    else this.#settle(msgid, (one) => one.reject(gone()));
  }

  #await(msgid: string): void {
    const pending = this.#pending.get(msgid);
    if (!pending) return;
    pending.timer?.cancel();
    const late = () =>
      this.#settle(msgid, (one) =>
        one.reject(new AppError('http.timeout', 'The application did not answer within 5 seconds.')),
      );
    pending.timer = this.#parts.clock.startTimer(ANSWER_TIMEOUT_MS, late);
  }

  #settle(msgid: string, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(msgid);
    if (!pending) return;
    this.#pending.delete(msgid);
    pending.timer?.cancel();
    how(pending);
  }

  #connect(afterMs: number): void {
    this.#state = 'connecting';
    const isAgain = this.#socket !== null;
    this.#socket = null;
    const dialled = this.#dial(afterMs).catch((error: unknown) => {
      if (this.#stop.signal.aborted) return;
      this.#lose(toAppError(error), isAgain);
    });
    runInBackground('dial application', dialled, this.#parts.log);
  }

  async #dial(afterMs: number): Promise<void> {
    const { address, ports, policy } = this.#parts;
    const { signal } = this.#stop;
    await this.#wait(afterMs);
    for (let retry = 1; ; retry += 1) {
      try {
        await openSocket(address, ports, (socket) => this.#opened(socket), signal);
        return;
      } catch (error) {
        const isOver = signal.aborted || retry > policy.maxRetries || !(error instanceof ConnectError);
        if (isOver || !policy.isWorthRetrying(error.failure)) throw error;
        await this.#wait(pauseBeforeRetry(retry));
      }
    }
  }

  #wait(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = this.#parts.clock.startTimer(ms, () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      });
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
    });
  }

  #opened(socket: ConstructorParameters<typeof AppSocket>[0]): void {
    const { clock } = this.#parts;
    this.#socket = new AppSocket(socket, clock, {
      onMessage: (message) => this.#receive(message),
      onBadMessage: (details, content) =>
        this.tell('jambonz:error', {
          msg: 'InvalidMessage',
          details,
          content: content.slice(0, MAX_REPEATED_CHARS),
        }),
      onClose: (end) => this.#closed(end),
    });
    this.#state = 'open';
    if (this.#reconnectCount > 0) this.#comeBack();
    else this.#flush();
  }

  // What waits goes out when the application knows which call it is about.
  #comeBack(): void {
    if (!this.#first) return;
    const msgid = this.#parts.newId();
    const unanswered = [...this.#pending].find(([, { isFirst }]) => isFirst);
    this.#isComingBack = true;
    const flush = () => {
      this.#isComingBack = false;
      this.#flush();
      if (this.#isClosing) this.#shut();
    };
    if (unanswered) {
      const [id, pending] = unanswered;
      this.#pending.delete(id);
      this.#queue = this.#queue.filter((one) => one.msgid !== id);
      const resolve = (verbs: readonly unknown[]) => {
        pending.resolve(verbs);
        flush();
      };
      this.#pending.set(msgid, { ...pending, resolve });
    } else this.#pending.set(msgid, { isFirst: false, resolve: flush, reject: flush, timer: null });
    const text = this.#written('session:reconnect', { data: this.#first.data }, msgid);
    if (this.#socket?.send(text)) this.#await(msgid);
  }

  #flush(): void {
    const waiting = this.#queue;
    this.#queue = [];
    for (const { msgid, text } of waiting) this.#send(msgid, text);
  }

  #receive(message: AppMessage): void {
    if (message.type === 'command') this.#parts.listener.onCommand(message);
    else this.#settle(message.msgid, (one) => one.resolve(verbsOf(message.data)));
  }

  #closed(end: 'isDone' | 'isHostile' | 'isLost'): void {
    if (this.#state === 'over') return;
    if (end === 'isDone') {
      this.#finish();
      this.#parts.listener.onClosed();
      return;
    }
    this.#reconnectCount += 1;
    this.#isComingBack = false;
    if (end === 'isLost' && this.#reconnectCount <= MAX_RECONNECTS) this.#connect(RECONNECT_AFTER_MS);
    else this.#lose(new AppError('http.network', 'The connection to the application was lost.'), true);
  }

  // Nobody but who asked is told of a first connection that does not come about.
  #lose(error: AppError, isAgain: boolean): void {
    this.#finish(error);
    if (isAgain) this.#parts.listener.onLost(error.message);
  }

  #finish(error: AppError = gone()): void {
    this.#farewell?.cancel();
    this.#state = 'over';
    this.#stop.abort();
    this.#queue = [];
    for (const msgid of [...this.#pending.keys()]) this.#settle(msgid, (one) => one.reject(error));
  }
}

const gone = () => new AppError('http.network', 'The application is not connected.');
