import { WebSocket } from 'ws';
import type { WireEvent } from './wire-caller.js';

/** A client of the call WebSocket without sound of its own: it drives what a telephone says and hears. */
export class SocketClient {
  readonly callId: string;
  readonly events: WireEvent[] = [];
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  private constructor(callId: string, socket: WebSocket) {
    this.callId = callId;
    this.#socket = socket;
    socket.on('message', (data) => {
      this.events.push(JSON.parse(String(data)));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Resolves when the socket is open. */
  static async open(url: string, callId: string): Promise<SocketClient> {
    const socket = new WebSocket(`${url}&id=${callId}`);
    const client = new SocketClient(callId, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return client;
  }

  /** Names of what it was told, in order. */
  get told(): readonly string[] {
    return this.events.map(({ event }) => event);
  }

  send(command: object): void {
    this.#socket.send(JSON.stringify(command));
  }

  /** The first event of this name. */
  named(name: string): Promise<WireEvent> {
    return this.event(({ event }) => event === name, `the event ${name}`);
  }

  /** The first event, of those that come and those that came, for which this holds. */
  async event(matches: (event: WireEvent) => boolean, what: string, withinMs = 30_000): Promise<WireEvent> {
    const untilMs = performance.now() + withinMs;
    for (let found = this.events.find(matches); ; found = this.events.find(matches)) {
      if (found) return found;
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) throw new Error(`Waited ${withinMs} ms for ${what}; came: ${this.told.join(' ')}`);
      await this.#next(leftMs);
    }
  }

  #next(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
