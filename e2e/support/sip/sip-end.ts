import { createSocket, type Socket } from 'node:dgram';

/** A call as one of its ends knows it. */
export type SipDialog = {
  readonly callId: string;
  /** From and To as we write them, with their tags. */
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly cseq: number;
  /** The response that began it. */
  readonly answer: string;
};

/** What a request is made of; without `to` it is one outside of dialogs. */
export type SipAsk = {
  readonly method: string;
  readonly uri: string;
  readonly dialog?: Partial<SipDialog>;
  readonly headers?: readonly string[];
  readonly sdp?: string;
};

type Waiting = (response: string) => void;

const ANSWER_MS = 15_000;
/** A header's value as written; empty without it. */
export const headerOf = (text: string, name: string): string =>
  new RegExp(`^${name}[ \\t]*:[ \\t]*(.*?)\\r$`, 'im').exec(text)?.[1] ?? '';
/** Sound in PCMU and keys, at an address. */
export const sdpAt = (address: string, port: number): string =>
  [
    ...['v=0', `o=end 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', `m=audio ${port} RTP/AVP 0 101`],
    ...['a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', 'a=sendrecv', ''],
  ].join('\r\n');

let ids = 0;
/** Something that was never there before. */
export const freshId = (): string => {
  ids += 1;
  return `e${process.pid}x${ids}`;
};

/** One UDP end that speaks SIP as far as tests need it, and keeps every message it sent or heard. */
export class SipEnd {
  readonly seen: string[] = [];
  /** INVITEs that it has accepted. */
  readonly offers: string[] = [];
  /** BYEs that it was sent, by Call-ID. */
  readonly hungUp: string[] = [];
  readonly #socket: Socket;
  readonly #address: string;
  readonly #server: { readonly host: string; readonly port: number };
  readonly #waiting = new Map<string, Waiting>();
  /** SDP it answers calls with, in turn; a call more is refused. */
  readonly answers: string[] = [];

  private constructor(socket: Socket, address: string, server: string) {
    const [host = '', port = ''] = server.split(':');
    this.#socket = socket;
    this.#address = address;
    this.#server = { host, port: Number(port) };
    socket.on('message', (bytes) => this.#hear(bytes.toString('latin1')));
  }

  /** @param server `host:port` it speaks to */
  static open(address: string, server: string): Promise<SipEnd> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => socket.bind(0, address, () => resolve(new SipEnd(socket, address, server))));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends any bytes. */
  throwAt(bytes: Uint8Array): void {
    this.#socket.send(bytes, this.#server.port, this.#server.host);
  }

  /** Sends a request and gives its final response. @throws Error when none comes */
  ask(what: SipAsk): Promise<string> {
    const callId = what.dialog?.callId ?? freshId();
    const cseq = what.dialog?.cseq ?? 1;
    const key = `${callId} ${cseq} ${what.method}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No answer to ${what.method}.`)), ANSWER_MS);
      this.#waiting.set(key, (response) => {
        clearTimeout(timer);
        resolve(response);
      });
      this.#send(this.#requestOf(what, callId, cseq));
    });
  }

  /** Calls somebody, and is answered. */
  async call(service: string, sdp: string, caller: string): Promise<SipDialog> {
    const uri = `sip:${service}@${this.#server.host}:${this.#server.port}`;
    const [callId, from] = [freshId(), `<sip:${caller}@${this.#address}>;tag=${freshId()}`];
    const answer = await this.ask({ method: 'INVITE', uri, sdp, dialog: { callId, from } });
    if (!answer.startsWith('SIP/2.0 200')) throw new Error(`The call was not answered: ${answer.slice(0, 40)}`);
    const target = /<(.*?)>/.exec(headerOf(answer, 'Contact'))?.[1] ?? uri;
    const dialog = { callId, from, to: headerOf(answer, 'To'), target, cseq: 1, answer };
    this.#send(this.#requestOf({ method: 'ACK', uri: target, dialog }, callId, 1));
    return dialog;
  }

  close(): void {
    this.#socket.close();
  }

  #requestOf({ method, uri, dialog, headers = [], sdp = '' }: SipAsk, callId: string, cseq: number): string {
    return [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.#address}:${this.port};rport;branch=z9hG4bK${freshId()}`,
      `From: ${dialog?.from ?? `<sip:end@${this.#address}>;tag=${freshId()}`}`,
      `To: ${dialog?.to ?? `<${uri}>`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:end@${this.#address}:${this.port}>`,
      'Max-Forwards: 70',
      ...headers,
      ...(sdp === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${sdp.length}`,
      '',
      sdp,
    ].join('\r\n');
  }

  #send(text: string): void {
    this.seen.push(text);
    this.throwAt(Buffer.from(text, 'latin1'));
  }

  #hear(text: string): void {
    if (!text.startsWith('SIP/2.0 ')) {
      this.seen.push(text);
      this.#answer(text);
      return;
    }
    const key = `${headerOf(text, 'Call-ID')} ${headerOf(text, 'CSeq')}`;
    const waiting = this.#waiting.get(key);
    // What comes for messages that were thrown is not kept: there is too much of it.
    if (!waiting) return;
    this.seen.push(text);
    if (text.startsWith('SIP/2.0 1')) return;
    this.#waiting.delete(key);
    waiting(text);
  }

  #answer(request: string): void {
    const method = request.split(' ')[0] ?? '';
    if (method === 'ACK') return;
    const callId = headerOf(request, 'Call-ID');
    if (method === 'BYE') this.hungUp.push(callId);
    const sdp = method === 'INVITE' ? this.answers.shift() : '';
    if (sdp) this.offers.push(request);
    const to = headerOf(request, 'To');
    const lines = [
      sdp === undefined ? 'SIP/2.0 486 Busy Here' : 'SIP/2.0 200 OK',
      ...[...request.matchAll(/^Via:.*$/gim)].map(([line]) => line.trimEnd()),
      `From: ${headerOf(request, 'From')}`,
      `To: ${to.includes('tag=') ? to : `${to};tag=${freshId()}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${headerOf(request, 'CSeq')}`,
      `Contact: <sip:end@${this.#address}:${this.port}>`,
      ...(sdp ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${sdp?.length ?? 0}`,
      '',
      sdp ?? '',
    ];
    this.#send(lines.join('\r\n'));
  }
}
