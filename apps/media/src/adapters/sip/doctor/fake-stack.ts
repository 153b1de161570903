import type { SipRequest, SipResponse } from '@callwright/sip';
import type {
  IncomingRequest,
  IncomingResponse,
  OutgoingRequest,
  ResponseListener,
  SentRequest,
  SipStack,
} from '../stack/sip-stack.js';

/** What a far side of a test says to a request; null: nothing. `isOwn`: it is the server's own word for silence. */
export type FakeAnswer = {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly isOwn?: boolean;
  /** The dialog it begins. */
  readonly dialogId?: string;
};

/** A stack with a far side that says what the test wants; answers come at once. */
export class FakeStack implements SipStack {
  readonly sent: OutgoingRequest[] = [];
  isUp = true;
  /** What is said to a request; a challenge is met by a second one. */
  answer: (request: OutgoingRequest) => FakeAnswer | null = () => null;
  #onConnection: (isConnected: boolean) => void = () => undefined;
  #listener: (request: IncomingRequest) => void = () => undefined;

  readonly isConnected = (): boolean => this.isUp;
  readonly close = async (): Promise<void> => undefined;

  onConnection(listener: (isConnected: boolean) => void): void {
    this.#onConnection = listener;
  }

  /** The server goes away. */
  lose(): void {
    this.#onConnection(false);
  }

  onRequest(listener: (request: IncomingRequest) => void): void {
    this.#listener = listener;
  }

  async send(request: OutgoingRequest, onResponse: ResponseListener): Promise<SentRequest> {
    this.sent.push(request);
    const answer = this.answer(request);
    if (answer) queueMicrotask(() => onResponse(responseOf(answer, answer.dialogId ?? request.dialogId ?? null)));
    return { message: requestOf(request), cancel: () => undefined, onUpdate: () => undefined };
  }

  /** A request of the far side. */
  arrive(method: string, about: Pick<IncomingRequest, 'dialogId'> & { readonly address?: string }): IncomingRequest {
    const request: IncomingRequest = {
      message: { ...requestOf({ method }), method },
      body: '',
      source: { transport: 'udp', address: about.address ?? FAR, port: 5060 },
      dialogId: about.dialogId,
      isUnsolicited: false,
      // What was sent is of no interest; whether it was, is.
      respond: async (status, _, reason = '') =>
        this.isUp ? { kind: 'response', status, reason, headers: [], body: new Uint8Array() } : null,
      onCancel: () => undefined,
      onUpdate: () => undefined,
    };
    let taken = request;
    const keep = (watched: IncomingRequest): void => {
      taken = watched;
    };
    this.#heard = keep;
    this.#listener(request);
    return taken;
  }

  #heard: (request: IncomingRequest) => void = () => undefined;

  /** What a listener behind others was given; to be handed to `onRequest`. */
  readonly hear = (request: IncomingRequest): void => this.#heard(request);
}

const FAR = '203.0.113.9';
/** Call-ID and From tag of all requests of the far side. */
export const FAR_DIALOG = 'call-1;from-tag=far';

const linesOf = (headers: NonNullable<FakeAnswer['headers']>): SipResponse['headers'] =>
  Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })));

const requestOf = ({ method, uri = 'sip:placeholder' }: OutgoingRequest): SipRequest => ({
  kind: 'request',
  method,
  uri,
  headers: linesOf({ From: '<sip:far@far>;tag=far', To: '<sip:us@us>', 'Call-ID': 'call-1', CSeq: `1 ${method}` }),
  body: new Uint8Array(),
});

const responseOf = (answer: FakeAnswer, dialogId: string | null): IncomingResponse => ({
  message: {
    kind: 'response',
    status: answer.status,
    reason: answer.reason ?? 'As the test says',
    headers: linesOf(answer.headers ?? {}),
    body: new Uint8Array(),
  },
  body: '',
  source: answer.isOwn ? { transport: '', address: '', port: 0 } : { transport: 'udp', address: FAR, port: 5060 },
  dialogId,
  acknowledge: () => undefined,
});
