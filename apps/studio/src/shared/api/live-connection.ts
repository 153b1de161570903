import { type LiveEvent, liveEventSchema, type WatchMessage } from '@callwright/protocol';

/** Someone who wants the live events. */
export type LiveListener = (event: LiveEvent) => void;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/**
 * The one socket a page keeps to the api's live events. Opens with the first listener, closes with the last,
 * and comes back by itself; after a gap listeners get `hello` again and should read anew what they show.
 */
export class LiveConnection {
  readonly #url: string;
  readonly #listeners = new Set<LiveListener>();
  readonly #watched = new Map<string, number>();
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;

  /** @param url address of the events; `http` addresses are opened as `ws` */
  constructor(url: string) {
    this.#url = url.replace(/^http/, 'ws');
  }

  /** @returns a function that ends the listening */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  }

  /** Asks for the journal lines of a call. @returns a function that ends it */
  watch(callId: string): () => void {
    const count = this.#watched.get(callId) ?? 0;
    this.#watched.set(callId, count + 1);
    if (count === 0) this.#send('watch', callId);
    return () => {
      const left = (this.#watched.get(callId) ?? 1) - 1;
      if (left > 0) {
        this.#watched.set(callId, left);
        return;
      }
      this.#watched.delete(callId);
      this.#send('unwatch', callId);
    };
  }

  #open(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#retryMs = FIRST_RETRY_MS;
      for (const callId of this.#watched.keys()) this.#send('watch', callId);
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#reopen(socket));
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return;
    const parsed = liveEventSchema.safeParse(parseJson(data));
    if (parsed.success) for (const listener of [...this.#listeners]) listener(parsed.data);
  }

  #reopen(socket: WebSocket): void {
    if (this.#socket !== socket || this.#listeners.size === 0) return;
    this.#socket = undefined;
    this.#retry = setTimeout(() => this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.#retryMs = FIRST_RETRY_MS;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #send(type: WatchMessage['type'], callId: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type, callId }));
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not a message of ours: the schema refuses it.
    return undefined;
  }
};
