import { WebSocket } from 'ws';
import { SystemClock } from '../platform/clock.js';

type Message = { readonly type: string } & Record<string, unknown>;

const clock = new SystemClock();
const PATIENCE_MS = 5_000;

/** One end of a WebSocket: sends JSON, and gives what comes in to whoever waits for it. */
export class TestSocket {
  readonly received: Message[] = [];
  readonly #socket: WebSocket;
  readonly #closed: Promise<number>;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      this.received.push(JSON.parse(data.toString()));
      for (const look of this.#waiting) look();
    });
    this.#closed = new Promise((resolve) => {
      socket.once('close', (code) => resolve(code));
    });
  }

  /** @throws Error with the HTTP status when it is refused */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<TestSocket> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
    const opened = new TestSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return opened;
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message of a kind that fits, whether it has come or is to come. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
  async next(type: string, fits: (message: any) => boolean = () => true): Promise<any> {
    const find = () => this.received.find((message) => message.type === type && fits(message));
    return find() ?? this.#wait(type, find);
  }

  /** Forgets what has come, so that {@link next} waits for what is new. */
  clear(): void {
    this.received.length = 0;
  }

  /** Stops reading, so that the other side has to keep what it sends. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** The code it was closed with. */
  closed(): Promise<number> {
    return this.#closed;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.#closed;
  }

  #wait(type: string, find: () => Message | undefined): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = clock.startTimer(PATIENCE_MS, () => {
        const seen = this.received.map((message) => message.type).join(', ');
        reject(new Error(`no ${type} came, only: ${seen}`));
      });
      const look = () => {
        const found = find();
        if (!found) return;
        timer.cancel();
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
    });
  }
}
