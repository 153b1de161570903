import {
  completeResponse,
  headerOf,
  parseSipMessage,
  type SipPath,
  type SipRequest,
  type SipResponse,
  withHeaderBefore,
} from '@callwright/sip';
import type {
  ClientListener,
  ClientTransaction,
  OutgoingRequest,
  SentAck,
  ServerTransaction,
  TransactionLayer,
  TransactionUser,
} from '../ports.js';

/** The way everything comes and goes in tests: by UDP between us, 192.0.2.1:5060, and 192.0.2.7:5070. */
export const fakePath: SipPath = {
  protocol: 'udp',
  local: { address: '192.0.2.1', port: 5060 },
  remote: { address: '192.0.2.7', port: 5070 },
  advertised: { address: '192.0.2.1', port: 5060 },
  connectionId: 'udp-1',
};

/** A request that was sent, and what a test makes happen to it. */
export type FakeSent = {
  readonly request: SipRequest;
  readonly outgoing: OutgoingRequest;
  readonly listener: ClientListener;
  isCancelled: boolean;
  /** Has the other side answer; its tag is `them` unless told. */
  readonly answer: (status: number, headers?: readonly string[], body?: string, tag?: string) => void;
};

/** A request that came, and the responses it got. */
export type FakeReceived = { readonly transaction: ServerTransaction; readonly responses: SipResponse[] };

/** A transaction layer without a network: what is sent is kept, what comes is told by the test. */
export class FakeLayer implements TransactionLayer {
  readonly listeners = [];
  readonly timers = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000 };
  readonly sent: FakeSent[] = [];
  readonly acks: SipRequest[] = [];
  #user: TransactionUser | null = null;
  #lastId = 0;

  /** Whom what comes is told to. */
  serve(user: TransactionUser): void {
    this.#user = user;
  }

  send(outgoing: OutgoingRequest, listener: ClientListener): ClientTransaction {
    const request = written(outgoing, `z9hG4bK${this.sent.length}`);
    const sent: FakeSent = {
      request,
      outgoing,
      listener,
      isCancelled: false,
      answer: (status, headers = [], body = '', tag = 'them') =>
        listener.onResponse(responseTo(request, `${status} Said`, [...headers], { body, tag }), fakePath),
    };
    this.sent.push(sent);
    this.#lastId += 1;
    // As the port says: never before `send` has returned.
    this.#afterSend.push(() => listener.onSent?.(request, fakePath));
    return {
      id: `client-${this.#lastId}`,
      cancel: () => {
        sent.isCancelled = true;
      },
    };
  }

  readonly #afterSend: (() => void)[] = [];

  /** Lets what was sent be written. */
  flush(): void {
    for (const task of this.#afterSend.splice(0)) task();
  }

  sendAck(outgoing: OutgoingRequest): SentAck {
    const ack = written(outgoing, `z9hG4bKack${this.acks.length}`);
    this.acks.push(ack);
    return { resend: () => this.acks.push(ack) };
  }

  isOwnAddress(host: string, port: number): boolean {
    return host === fakePath.local.address && port === fakePath.local.port;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Has a request come; its lines without the Via, and with the body behind an empty one. */
  receive(...lines: readonly string[]): FakeReceived {
    const request = readRequest(lines);
    this.#lastId += 1;
    const responses: SipResponse[] = [];
    const final = (): number | undefined => responses.findLast(({ status }) => status >= 200)?.status;
    const localTag = `us-${this.#lastId}`;
    const transaction: ServerTransaction = {
      id: `server-${this.#lastId}`,
      request,
      path: fakePath,
      localTag,
      isAlive: () => true,
      finalStatus: final,
      respond: (response) => {
        const before = final();
        const isRepeated = before !== undefined && before < 300 && response.status >= 200 && response.status < 300;
        if (before !== undefined && !isRepeated) return undefined;
        const said = completeResponse(response, request, localTag);
        responses.push(said);
        return said;
      },
    };
    this.#user?.onRequest(transaction);
    return { transaction, responses };
  }

  /** Has an ACK for a 2xx come. */
  receiveAck(...lines: readonly string[]): void {
    this.#user?.onAck(readRequest(lines), fakePath);
  }

  /** Has the CANCEL of an INVITE come. */
  receiveCancel({ transaction }: FakeReceived): void {
    this.#user?.onCancel({ ...transaction.request, method: 'CANCEL', body: new Uint8Array() }, transaction, fakePath);
  }
}

const written = ({ request, finish }: OutgoingRequest, branch: string): SipRequest =>
  withHeaderBefore(
    finish ? finish(request, fakePath) : request,
    'Via',
    `SIP/2.0/UDP 192.0.2.1:5060;branch=${branch};rport`,
  );

const readRequest = (lines: readonly string[]): SipRequest => {
  const [first = '', ...rest] = lines;
  const text = [first, `Via: SIP/2.0/UDP 192.0.2.7:5070;branch=z9hG4bK${Math.abs(hash(lines.join()))}`, ...rest].join(
    '\r\n',
  );
  const parsed = parseSipMessage(Buffer.from(rest.includes('') ? text : `${text}\r\n\r\n`));
  if (!parsed.ok || parsed.message.kind !== 'request') throw new Error(`no request: ${text}`);
  return parsed.message;
};

const hash = (text: string): number => [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) | 0, 7);

const responseTo = (
  request: SipRequest,
  status: string,
  headers: readonly string[],
  { body, tag }: { readonly body: string; readonly tag: string },
): SipResponse => {
  const to = headerOf(request, 'To') ?? '';
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(request, name)}`);
  const tagged = to.includes(';tag=') || status.startsWith('100') ? to : `${to};tag=${tag}`;
  const text = [`SIP/2.0 ${status}`, ...copied, `To: ${tagged}`, ...headers, '', body].join('\r\n');
  const parsed = parseSipMessage(Buffer.from(text));
  if (!parsed.ok || parsed.message.kind !== 'response') throw new Error(`no response: ${text}`);
  return parsed.message;
};
