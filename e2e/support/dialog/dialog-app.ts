import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A frame of the dialog WebSocket. */
export type DialogFrame = { readonly type: string; readonly call_id: string; readonly [field: string]: unknown };

/** What each event of a voice server may hold (spec 4 §B, "Events"). */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  'call.started': ['from', 'to', 'codec', 'pcm_hz'],
  'asr.partial': ['text'],
  'asr.final': ['text'],
  'asr.error': ['message', 'fatal'],
  dtmf: ['digit', 'end'],
  'tts.started': ['utterance_id'],
  'tts.ended': ['utterance_id', 'ok'],
  'tts.interrupt': [],
  'transfer.request': ['target'],
  'call.ended': ['reason'],
};

/** One call at a {@link DialogAppStandIn}. */
export class DialogAppCall {
  readonly query: URLSearchParams;
  readonly frames: DialogFrame[] = [];
  /** What the voice server did that spec 4 does not allow. */
  readonly faults: string[] = [];
  closeCode: number | null = null;
  closeReason = '';
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, query: URLSearchParams) {
    this.#socket = socket;
    this.query = query;
    if (!query.get('call_id')) this.faults.push('it dialled without a call_id');
    socket.on('message', (data, isBinary) => this.#take(String(data), isBinary));
    socket.on('close', (code, reason) => {
      this.closeCode = code;
      this.closeReason = String(reason);
    });
  }

  get id(): string {
    return this.query.get('call_id') ?? '';
  }

  /** Sends one command for this call. */
  send(type: string, fields: object = {}): void {
    this.#socket.send(JSON.stringify({ type, call_id: this.id, ...fields }));
  }

  /** Closes, or is gone without a word. */
  close(code: number | null): void {
    if (code === null) this.#socket.terminate();
    else this.#socket.close(code);
  }

  #take(text: string, isBinary: boolean): void {
    if (isBinary) this.faults.push('a binary frame');
    const frame: DialogFrame = JSON.parse(text);
    const known = fieldsOf[frame.type];
    if (!known) this.faults.push(`the event ${frame.type}`);
    for (const [name, value] of Object.entries(frame)) {
      if (name !== 'type' && name !== 'call_id' && !known?.includes(name)) this.faults.push(`${frame.type}.${name}`);
      if (value === '' || value === false || value === 0 || value === null)
        this.faults.push(`${frame.type}.${name} is empty`);
    }
    if (frame.call_id !== this.id) this.faults.push('an event of another call');
    if ((this.frames.length === 0) !== (frame.type === 'call.started'))
      this.faults.push(`${frame.type} out of its place`);
    if (this.frames.at(-1)?.type === 'call.ended') this.faults.push(`${frame.type} after the end`);
    this.frames.push(frame);
  }
}

/** A dialog application written from spec 4: strict about what it is told, and told what to do by a test. */
export class DialogAppStandIn {
  readonly calls: DialogAppCall[] = [];
  readonly #server: WebSocketServer;
  readonly #onEvent: (frame: DialogFrame, call: DialogAppCall) => void;

  private constructor(server: WebSocketServer, onEvent: (frame: DialogFrame, call: DialogAppCall) => void) {
    this.#server = server;
    this.#onEvent = onEvent;
    server.on('connection', (socket, request) => {
      const call = new DialogAppCall(socket, new URL(request.url ?? '/', 'http://app').searchParams);
      this.calls.push(call);
      socket.on('message', () => {
        const frame = call.frames.at(-1);
        if (frame) this.#onEvent(frame, call);
      });
    });
  }

  /** Listens on a free port. @param onEvent what it does with each event */
  static async open(onEvent: (frame: DialogFrame, call: DialogAppCall) => void): Promise<DialogAppStandIn> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new DialogAppStandIn(server, onEvent);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws/dialog`;
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
