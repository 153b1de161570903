import { WebSocket } from 'ws';

/** A message from the server. */
export type Told = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What the tests look at in `init`. */
export type Init = {
  readonly routerRtpCapabilities: {
    readonly codecs: readonly { readonly mimeType: string; readonly parameters: object }[];
  };
  readonly transport: Readonly<Record<'send' | 'recv', Readonly<Record<string, unknown>>>>;
};

/** A client of the call socket that says what it is told to. */
export class TakosTestClient {
  /** All it has been told, in order. */
  readonly told: Told[] = [];
  /** Resolves when its socket is closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Resolves when its socket is open. */
  readonly opened: Promise<void>;
  readonly token: string;
  readonly #socket: WebSocket;
  #taken = 0;
  #wake: () => void = () => undefined;
  #isClosed = false;

  constructor(url: string, token: string) {
    this.token = token;
    this.#socket = new WebSocket(url);
    this.#socket.on('message', (data) => {
      this.told.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.opened = new Promise((resolve) => void this.#socket.once('open', () => resolve()));
    this.closed = new Promise((resolve) => {
      // A handshake that was refused, or a socket that was cut, is told by `close` as well.
      this.#socket.on('error', () => undefined);
      this.#socket.on('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve({ code, reason: String(reason) });
      });
    });
  }

  /** The next message of a type that `next` has not given yet; those before it are passed over. */
  async next(type: string): Promise<Told> {
    for (;;) {
      const at = this.told.findIndex((told, index) => index >= this.#taken && told.type === type);
      const found = this.told[at];
      if (found) {
        this.#taken = at + 1;
        return found;
      }
      if (this.#isClosed) throw new Error(`The socket was closed before ${type} came.`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What the first thing it was told says. */
  get init(): Init {
    const [first] = this.told;
    if (first?.type !== 'init') throw new Error('The first thing told is not init.');
    return first.data as Init;
  }

  /** Types of all it has been told since the beginning. */
  get types(): readonly string[] {
    return this.told.map(({ type }) => type);
  }

  send(message: object): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string | Buffer): void {
    this.#socket.send(text);
  }

  /** Resolves when all it has sent has been dealt with; what is asked for to find out is not kept among what it was told. */
  async settled(): Promise<void> {
    this.send({ type: 'consume', producerId: 'none of this name', rtpCapabilities: {} });
    const isAnswer = ({ type, producerId }: Told) => type === 'producerNotFound' && producerId === 'none of this name';
    for (;;) {
      const at = this.told.findIndex(isAnswer);
      if (at >= 0) {
        this.told.splice(at, 1);
        return;
      }
      if (this.#isClosed) throw new Error('The socket was closed.');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Hangs up in order. */
  hangUp(): void {
    this.#socket.close(1000);
  }

  /** Is gone without a word. */
  vanish(): void {
    this.#socket.terminate();
  }

  /** Stops reading, or goes on. */
  setReading(isReading: boolean): void {
    if (isReading) this.#socket.resume();
    else this.#socket.pause();
  }
}
