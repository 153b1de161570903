import { type CallId, type JournalLine, liveEventSchema } from '@callwright/protocol';
import { WebSocket } from 'ws';
import type { ReachedStack } from './rest.js';

/** A call as it goes, line by line: what somebody sees who looks on. */
export class LiveCall {
  readonly #socket: WebSocket;
  readonly #lines: JournalLine[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const event = liveEventSchema.parse(JSON.parse(String(data)));
      if (event.type === 'lines') this.#lines.push(...event.lines);
      if (event.type === 'lines') for (const check of [...this.#waiting]) check();
    });
  }

  /** Looks on at a call, from its first line on, by the live events of the api. */
  static async watch({ urls, login }: ReachedStack, callId: CallId): Promise<LiveCall> {
    const socket = new WebSocket(`${urls.api.replace('http', 'ws')}/api/v1/events?apiKey=${login.apiKey}`);
    const live = new LiveCall(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.send(JSON.stringify({ type: 'watch', callId }));
    return live;
  }

  /** All lines so far. */
  get lines(): readonly JournalLine[] {
    return this.#lines;
  }

  /** Resolves with the first thing that is found in the lines, looked for whenever some come; null when it is not in time. */
  async find<Thing>(look: (lines: readonly JournalLine[]) => Thing | null, withinMs: number): Promise<Thing | null> {
    return new Promise((resolve) => {
      const done = (found: Thing | null) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(found);
      };
      const check = () => {
        const found = look(this.#lines);
        if (found !== null) done(found);
      };
      const timer = setTimeout(() => done(null), withinMs);
      this.#waiting.add(check);
      check();
    });
  }

  /** Looks away. May be called twice. */
  close(): void {
    this.#socket.close();
  }
}
