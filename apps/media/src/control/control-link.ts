import {
  type ApiMessage,
  AppError,
  apiMessageSchema,
  type CallId,
  type FlowEntry,
  type FlowId,
  type MediaMessage,
  type PlacedCall,
  type SpeechPreview,
  type TrunkFinding,
  type TrunkId,
  toAppError,
  type WorkspaceId,
} from '@callwright/protocol';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import type { CachedDirectory } from './directory.js';
import type { Outbox } from './outbox.js';
import type { SnapshotFile } from './snapshot-file.js';

/** What the link is made of. */
export type ControlLinkParts = {
  /** `http://host:port` of the api. */
  readonly apiUrl: string;
  readonly controlSecret: string;
  readonly hello: () => Extract<MediaMessage, { type: 'hello' }>;
  readonly directory: CachedDirectory;
  readonly outbox: Outbox;
  /** Keeps the last snapshot, so that calls start while the api is down. */
  readonly snapshots: SnapshotFile;
  readonly onHangup: (callId: CallId, reason: string) => void;
  /** Makes a call that the api wants; resolves when it rings. @throws AppError when it may not be made */
  readonly onPlaceCall: (call: PlacedCall) => Promise<void>;
  /** Examines a trunk, within half a minute; never rejects. */
  readonly onExamineTrunk: (trunkId: TrunkId) => Promise<readonly TrunkFinding[]>;
  /** Says a text for its author; resolves with a WAV file. @throws AppError when it cannot be said */
  readonly onSpeak: (workspaceId: WorkspaceId, preview: SpeechPreview) => Promise<Uint8Array>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A link that held so long has earned a quick redial. */
const STABLE_MS = 10_000;
const ANSWER_TIMEOUT_MS = 5_000;
/** The api pings every 20 s; a link that is silent for so long is dead. */
const SILENCE_MS = 60_000;
/** For the api to take what is still to be told, and again to answer our goodbye. */
const GOODBYE_MS = 1_000;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** RFC 6455 §7.4.1: going away. */
const GOING_AWAY = 1001;

type Answer = Extract<ApiMessage, { requestId: string }>;
type Waiting = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
};

/** The line to the api. Dials again and again for as long as it is open; calls go on without it. */
export class ControlLink {
  readonly #parts: ControlLinkParts;
  readonly #waiting = new Map<string, Waiting>();
  #socket: WebSocket | null = null;
  #redial: Timer | null = null;
  #stable: Timer | null = null;
  #watchdog: Timer | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #closing: Promise<void> | null = null;

  constructor(parts: ControlLinkParts) {
    this.#parts = parts;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Reads the last snapshot and begins to dial. */
  open(): void {
    const snapshot = this.#parts.snapshots.read(this.#parts.controlSecret);
    if (snapshot) this.#parts.directory.update(snapshot);
    this.#dial();
  }

  /** The draft of a flow, as it is now. @throws AppError `control.unavailable` when the api does not answer in time */
  async fetchDraft(workspaceId: WorkspaceId, flowId: FlowId): Promise<FlowEntry | null> {
    const answer = await this.#ask((requestId) => ({ type: 'fetchFlow', requestId, workspaceId, flowId, draft: true }));
    return answer.type === 'flow' ? answer.entry : null;
  }

  /** A secret by its name; null when there is none. @throws AppError as {@link fetchDraft} */
  async fetchSecret(workspaceId: WorkspaceId, name: string): Promise<string | null> {
    const answer = await this.#ask((requestId) => ({ type: 'fetchSecret', requestId, workspaceId, name }));
    return answer.type === 'secret' ? answer.value : null;
  }

  /** Hangs up; what has not arrived is on disk. The same promise each time; never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#hangUp();
    return this.#closing;
  }

  #ask(question: (requestId: string) => MediaMessage): Promise<Answer> {
    if (!this.isConnected) return Promise.reject(unavailable());
    const requestId = this.#parts.newId();
    return new Promise((resolve, reject) => {
      const expire = () => this.#settle(requestId, ({ reject: refuse }) => refuse(unavailable()));
      this.#waiting.set(requestId, { resolve, reject, timer: this.#parts.clock.startTimer(ANSWER_TIMEOUT_MS, expire) });
      this.#send(question(requestId));
    });
  }

  get #isClosing(): boolean {
    return this.#closing !== null;
  }

  async #hangUp(): Promise<void> {
    const { outbox } = this.#parts;
    this.#redial?.cancel();
    this.#stable?.cancel();
    this.#watchdog?.cancel();
    this.#giveUpWaiting();
    if (this.isConnected) await this.#inTime(outbox.drained());
    outbox.close();
    const socket = this.#socket;
    if (!socket) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.close(GOING_AWAY);
    await this.#inTime(closed);
    socket.terminate();
  }

  async #inTime(work: Promise<void>): Promise<void> {
    let timer: Timer | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = this.#parts.clock.startTimer(GOODBYE_MS, resolve);
    });
    await Promise.race([work, tooLate]);
    timer?.cancel();
  }

  #dial(): void {
    const url = `${this.#parts.apiUrl.replace(/^http/, 'ws')}/control`;
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${this.#parts.controlSecret}` },
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: ANSWER_TIMEOUT_MS,
    });
    this.#socket = socket;
    let problem = '';
    socket.on('open', () => this.#opened());
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('error', (error) => {
      problem = error.message;
    });
    socket.on('close', (code) => this.#lost(code, problem));
  }

  #opened(): void {
    if (this.#isClosing) return;
    this.#parts.log.info({}, 'control link up');
    this.#stable = this.#parts.clock.startTimer(STABLE_MS, () => {
      this.#pauseMs = FIRST_PAUSE_MS;
    });
    this.#watch();
    this.#send(this.#parts.hello());
    this.#parts.outbox.connected((batch) => this.#send(batch));
  }

  #lost(code: number, problem: string): void {
    this.#socket = null;
    this.#stable?.cancel();
    this.#watchdog?.cancel();
    if (this.#isClosing) return;
    this.#parts.outbox.disconnected();
    this.#giveUpWaiting();
    this.#parts.log.warn({ code, problem, retryMs: this.#pauseMs }, 'control link down');
    this.#redial = this.#parts.clock.startTimer(this.#pauseMs, () => this.#dial());
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  #receive(text: string): void {
    if (!this.#isClosing) this.#watch();
    const message = apiMessageSchema.safeParse(parseJson(text));
    if (!message.success) {
      this.#parts.log.error({ problem: message.error.issues[0]?.message }, 'control message not understood');
      return;
    }
    this.#take(message.data);
  }

  #take(message: ApiMessage): void {
    switch (message.type) {
      case 'snapshot':
        this.#parts.directory.update(message);
        this.#parts.snapshots.write(message, this.#parts.controlSecret);
        return;
      case 'ack':
        this.#parts.outbox.acknowledged(message.batchId);
        return;
      case 'flow':
      case 'secret':
        this.#settle(message.requestId, ({ resolve }) => resolve(message));
        return;
      case 'hangup':
        this.#parts.onHangup(message.callId, message.reason);
        return;
      case 'placeCall':
        runInBackground('place a call', this.#place(message), this.#parts.log);
        return;
      case 'examineTrunk':
        runInBackground('examine a trunk', this.#examine(message), this.#parts.log);
        return;
      case 'speak':
        runInBackground('say a text', this.#speak(message), this.#parts.log);
        return;
      case 'ping':
        this.#send({ type: 'pong', at: message.at });
        return;
    }
  }

  async #place({ requestId, call }: Extract<ApiMessage, { type: 'placeCall' }>): Promise<void> {
    try {
      await this.#parts.onPlaceCall(call);
      this.#send({ type: 'placed', requestId, error: null });
    } catch (thrown) {
      this.#send({ type: 'placed', requestId, error: this.#told(thrown, 'call could not be placed') });
    }
  }

  async #speak({ requestId, workspaceId, preview }: Extract<ApiMessage, { type: 'speak' }>): Promise<void> {
    try {
      const wav = await this.#parts.onSpeak(workspaceId, preview);
      this.#send({ type: 'spoken', requestId, sound: Buffer.from(wav).toString('base64'), error: null });
    } catch (thrown) {
      this.#send({ type: 'spoken', requestId, sound: null, error: this.#told(thrown, 'text could not be said') });
    }
  }

  /** A failure as the api may tell it. */
  #told(thrown: unknown, what: string): { readonly code: string; readonly message: string } {
    const { code, message } = toAppError(thrown);
    if (code !== 'internal') return { code, message };
    this.#parts.log.error({ error: String(thrown) }, what);
    return { code, message: 'Something went wrong.' };
  }

  async #examine({ requestId, trunkId }: Extract<ApiMessage, { type: 'examineTrunk' }>): Promise<void> {
    const findings = await this.#parts.onExamineTrunk(trunkId);
    this.#send({ type: 'trunkReport', requestId, findings: [...findings] });
  }

  /** Tells the api something it may miss: what is told while it is away is lost. */
  tell(message: MediaMessage): void {
    this.#send(message);
  }

  #send(message: MediaMessage): void {
    if (this.isConnected) this.#socket?.send(JSON.stringify(message));
  }

  #giveUpWaiting(): void {
    for (const requestId of [...this.#waiting.keys()]) this.#settle(requestId, ({ reject }) => reject(unavailable()));
  }

  #settle(requestId: string, act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(requestId);
    if (!waiting) return;
    this.#waiting.delete(requestId);
    waiting.timer.cancel();
    act(waiting);
  }

  #watch(): void {
    this.#watchdog?.cancel();
    this.#watchdog = this.#parts.clock.startTimer(SILENCE_MS, () => this.#socket?.terminate());
  }
}

const unavailable = () => new AppError('control.unavailable', 'The api does not answer just now.');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // The schema refuses it.
  }
};
