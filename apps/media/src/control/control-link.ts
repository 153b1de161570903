import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  type ApiMessage,
  AppError,
  apiMessageSchema,
  type CallId,
  type FlowEntry,
  type FlowId,
  type MediaMessage,
  type WorkspaceId,
} from '@callwright/protocol';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import type { CachedDirectory } from './directory.js';
import type { Outbox } from './outbox.js';

/** What the link is made of. */
export type ControlLinkParts = {
  /** `http://host:port` of the api. */
  readonly apiUrl: string;
  readonly controlSecret: string;
  readonly hello: () => Extract<MediaMessage, { type: 'hello' }>;
  readonly directory: CachedDirectory;
  readonly outbox: Outbox;
  /** File the last snapshot is kept in, so that calls start while the api is down. */
  readonly snapshotFile: string;
  readonly onHangup: (callId: CallId, reason: string) => void;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;
/** The api pings every few seconds; a link that is silent for so long is dead. */
const SILENCE_MS = 30_000;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

type Waiting = {
  readonly resolve: (entry: FlowEntry | null) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
};

/** The line to the api. Dials again and again for as long as it is open; calls go on without it. */
export class ControlLink {
  readonly #parts: ControlLinkParts;
  readonly #waiting = new Map<string, Waiting>();
  #socket: WebSocket | null = null;
  #pause: Timer | null = null;
  #watchdog: Timer | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #isClosed = false;

  constructor(parts: ControlLinkParts) {
    this.#parts = parts;
  }

  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Reads the last snapshot and begins to dial. */
  open(): void {
    this.#loadSnapshot();
    this.#dial();
  }

  /** The draft of a flow, as it is now. @throws AppError `control.unavailable` when the api does not answer in time */
  fetchDraft(workspaceId: WorkspaceId, flowId: FlowId): Promise<FlowEntry | null> {
    if (!this.isConnected) return Promise.reject(unavailable());
    const requestId = this.#parts.newId();
    return new Promise((resolve, reject) => {
      const expire = () => this.#settle(requestId, ({ reject: refuse }) => refuse(unavailable()));
      this.#waiting.set(requestId, { resolve, reject, timer: this.#parts.clock.startTimer(ANSWER_TIMEOUT_MS, expire) });
      this.#send({ type: 'fetchFlow', requestId, workspaceId, flowId, draft: true });
    });
  }

  /** Hangs up; what has not arrived is on disk. May be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#pause?.cancel();
    this.#watchdog?.cancel();
    this.#parts.outbox.close();
    this.#socket?.close(1001);
    for (const requestId of [...this.#waiting.keys()]) this.#settle(requestId, ({ reject }) => reject(unavailable()));
  }

  #dial(): void {
    const url = `${this.#parts.apiUrl.replace(/^http/, 'ws')}/control`;
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${this.#parts.controlSecret}` },
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: ANSWER_TIMEOUT_MS,
    });
    this.#socket = socket;
    socket.on('open', () => this.#opened());
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('error', (error) => this.#parts.log.debug({ error: error.message }, 'control link error'));
    socket.on('close', (code) => this.#lost(socket, code));
  }

  #opened(): void {
    this.#parts.log.info({}, 'control link up');
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#watch();
    this.#send(this.#parts.hello());
    this.#parts.outbox.connected((batch) => this.#send(batch));
  }

  #lost(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#watchdog?.cancel();
    this.#parts.outbox.disconnected();
    if (this.#isClosed) return;
    this.#parts.log.warn({ code, retryMs: this.#pauseMs }, 'control link down');
    this.#pause = this.#parts.clock.startTimer(this.#pauseMs, () => this.#dial());
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  #receive(text: string): void {
    this.#watch();
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
        this.#saveSnapshot(message);
        return;
      case 'ack':
        this.#parts.outbox.acknowledged(message.batchId);
        return;
      case 'flow':
        this.#settle(message.requestId, ({ resolve }) => resolve(message.entry));
        return;
      case 'hangup':
        this.#parts.onHangup(message.callId, message.reason);
        return;
      case 'ping':
        this.#send({ type: 'pong', at: message.at });
        return;
    }
  }

  #send(message: MediaMessage): void {
    if (this.isConnected) this.#socket?.send(JSON.stringify(message));
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

  #saveSnapshot(snapshot: ApiMessage): void {
    const { snapshotFile, log } = this.#parts;
    try {
      writeFileSync(`${snapshotFile}.tmp`, JSON.stringify(snapshot), { mode: 0o600 });
      renameSync(`${snapshotFile}.tmp`, snapshotFile);
    } catch (error) {
      log.warn({ error: String(error) }, 'snapshot not kept');
    }
  }

  #loadSnapshot(): void {
    try {
      const message = apiMessageSchema.safeParse(parseJson(readFileSync(this.#parts.snapshotFile, 'utf8')));
      if (message.success && message.data.type === 'snapshot') this.#parts.directory.update(message.data);
    } catch {
      this.#parts.log.debug({}, 'no snapshot yet');
    }
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
