import type { RequestAbilities } from '../../check-request.js';
import { parseSipMessage } from '../../parse-sip-message.js';
import type { SipMessage, SipRequest } from '../../sip-message.js';
import { encodeText } from '../../sip-text.js';

/** Reads the messages of RFC 4475 as they go over the wire. */
export class TortureMessages {
  readonly #readText: (name: string) => string;

  /** @param readText gives the text of a fixture by the message's name in the RFC */
  constructor(readText: (name: string) => string) {
    this.#readText = readText;
  }

  /** The bytes of a message. */
  bytes(name: string): Uint8Array {
    const pieces = this.#readText(name)
      .replace(/\n$/, '')
      .split(/<hex>([0-9a-f]*)<\/hex>/);
    const bytes = pieces.map((piece, i) => (i % 2 === 1 ? bytesOf(piece) : encodeText(piece.replaceAll('\n', '\r\n'))));
    return new Uint8Array(bytes.flatMap((some) => [...some]));
  }

  /** One that has to be read. */
  message(name: string): SipMessage {
    const parsed = parseSipMessage(this.bytes(name));
    if (!parsed.ok) throw new Error(`${name}: ${parsed.problem}`);
    return parsed.message;
  }

  /** One that has to be read as a request. */
  request(name: string): SipRequest {
    const message = this.message(name);
    if (message.kind === 'response') throw new Error(`${name} is a response`);
    return message;
  }
}

const bytesOf = (hex: string): Uint8Array =>
  new Uint8Array((hex.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16)));

/** What a telephone of ours can do with requests. */
export const phoneAbilities: RequestAbilities = {
  methods: ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'REGISTER', 'MESSAGE'],
  schemes: ['sip', 'sips', 'tel'],
  extensions: ['100rel', 'timer'],
  mediaTypes: ['application/sdp', 'text/plain'],
};
