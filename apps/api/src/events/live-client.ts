import { AppError, type CallId, type JournalLine, watchMessage } from '@callwright/protocol';
import { CallWatch, type ReadLines } from './call-watch.js';
import { Announcement, type LiveListener } from './live-events.js';
import type { LiveSocket } from './live-socket.js';

const MAX_WATCHES = 50;

/** What a client needs of the rest. */
export type LiveClientPorts = {
  readonly linesOf: (callId: CallId) => ReadLines;
  readonly onReplayFailed: (error: unknown) => void;
};

/** One signed-in onlooker: hears of every call of its workspace, and of the lines of those it watches. */
export class LiveClient {
  readonly #socket: LiveSocket;
  readonly #ports: LiveClientPorts;
  readonly #watches = new Map<CallId, CallWatch>();
  readonly #gone = new AbortController();

  constructor(socket: LiveSocket, ports: LiveClientPorts) {
    this.#socket = socket;
    this.#ports = ports;
  }

  /** Passes on what concerns this client. */
  readonly listen: LiveListener = (announcement: Announcement) => {
    const { event } = announcement;
    if (event.type === 'lines') this.#watches.get(event.callId)?.take(event.lines);
    else this.#socket.sendText(announcement.text);
  };

  /** Takes a message of the client; one that makes no sense is answered with an error. */
  receive(text: string): void {
    const message = watchMessage.safeParse(parseJson(text));
    if (!message.success) {
      this.#socket.sendError(new AppError('protocol.badMessage', 'Only watch and unwatch are understood here.'));
    } else if (message.data.type === 'unwatch') this.#watches.delete(message.data.callId);
    else this.#watch(message.data.callId);
  }

  /** Forgets everything; may be called twice. */
  close(): void {
    this.#gone.abort();
    this.#watches.clear();
  }

  #watch(callId: CallId): void {
    if (this.#watches.has(callId)) return;
    if (this.#watches.size >= MAX_WATCHES) {
      this.#socket.sendError(new AppError('api.tooManyRequests', `No more than ${MAX_WATCHES} calls can be watched.`));
      return;
    }
    const watch = new CallWatch(callId, (id, lines) => this.#deliver(watch, id, lines));
    this.#watches.set(callId, watch);
    watch.replay(this.#ports.linesOf(callId), this.#gone.signal).catch((error: unknown) => {
      this.#watches.delete(callId);
      this.#socket.sendError(new AppError('internal', 'The call could not be read; watch it again.'));
      this.#ports.onReplayFailed(error);
    });
  }

  #deliver(watch: CallWatch, callId: CallId, lines: readonly JournalLine[]): void {
    // A replay may outlive its watch.
    if (this.#watches.get(callId) === watch) this.#socket.send({ type: 'lines', callId, lines: [...lines] });
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it in its own words.
    return null;
  }
};
