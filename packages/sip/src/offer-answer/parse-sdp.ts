import { parseSdpAddress } from './sdp-address.js';
import type { SdpAddress, SdpAttribute, SdpMedia, SdpOrigin, SdpSession } from './sdp-session.js';

/** What a description may hold; more is refused. */
export const sdpLimits = { maxChars: 65_536, maxLines: 2000, maxMedia: 32, maxFormats: 128 } as const;

/** A description, or the line where it is none; `problem` says nothing of what stands there. */
export type ParsedSdp =
  | { readonly ok: true; readonly session: SdpSession }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a description (RFC 8866 §5). Lenient where telephones are: lines end by CRLF, LF or CR, and s= and t= may be
 * missing. Never throws.
 */
export function parseSdp(text: string): ParsedSdp {
  if (text.length > sdpLimits.maxChars) return { ok: false, problem: `longer than ${sdpLimits.maxChars} characters` };
  const lines = text.split(/\r\n|\n|\r/, sdpLimits.maxLines + 1);
  if (lines.length > sdpLimits.maxLines) return { ok: false, problem: `more than ${sdpLimits.maxLines} lines` };
  const reading = new Reading();
  for (const [at, line] of lines.entries()) {
    const problem = line.trim() === '' ? null : reading.take(line.trimEnd());
    if (problem !== null) return { ok: false, problem: `line ${at + 1}: ${problem}` };
  }
  return reading.session();
}

type Section = {
  connection?: SdpAddress;
  readonly bandwidths: string[];
  readonly attributes: SdpAttribute[];
};

/** A description as far as it has been read. */
class Reading {
  readonly #head: Section = { bandwidths: [], attributes: [] };
  readonly #media: (Section & Omit<SdpMedia, keyof Section>)[] = [];
  #origin: SdpOrigin | null = null;
  #hasVersion = false;
  #name = '-';
  #timing: string | null = null;

  /** @returns what is wrong with the line; null when nothing is */
  take(line: string): string | null {
    if (!/^[a-z]=/i.test(line)) return 'not a letter, an equals sign and a value';
    const value = line.slice(2);
    const section = this.#media.at(-1) ?? this.#head;
    if (!this.#hasVersion) return this.#takeVersion(line);
    switch (line[0]) {
      case 'o':
        return this.#takeOrigin(value);
      case 's':
        this.#name = value.trim() || '-';
        return null;
      case 't':
        this.#timing ??= value.trim();
        return null;
      case 'm':
        return this.#takeMedia(value);
      case 'c':
        return takeConnection(section, value);
      case 'b':
        section.bandwidths.push(value.trim());
        return null;
      case 'a':
        section.attributes.push(parseAttribute(value));
        return null;
      default:
        return null;
    }
  }

  session(): ParsedSdp {
    if (!this.#hasVersion) return { ok: false, problem: 'nothing in it' };
    if (this.#origin === null) return { ok: false, problem: 'no o= line' };
    const session: SdpSession = {
      ...this.#head,
      origin: this.#origin,
      name: this.#name,
      timing: this.#timing || '0 0',
      media: this.#media,
    };
    return { ok: true, session };
  }

  #takeVersion(line: string): string | null {
    this.#hasVersion = /^v=0\s*$/.test(line);
    return this.#hasVersion ? null : 'does not begin with v=0';
  }

  #takeOrigin(value: string): string | null {
    // Some telephones write names with spaces; what follows has none.
    const match = /^(.*\S)\s+(\d{1,30})\s+(\d{1,30})\s+IN\s+IP[46]\s+(\S+)\s*$/i.exec(value);
    const [, username = '-', sessionId = '0', version = '0', host = ''] = match ?? [];
    const address = parseSdpAddress(host);
    if (match === null || address === null) return 'o= is not of user, two numbers and an address';
    this.#origin ??= { username, sessionId, version, address };
    return null;
  }

  #takeMedia(value: string): string | null {
    const [kind = '', ports = '', protocol = '', ...formats] = value.trim().split(/\s+/, sdpLimits.maxFormats + 4);
    const port = Number(/^(\d{1,5})(?:\/\d{1,5})?$/.exec(ports)?.[1] ?? Number.NaN);
    if (!(port <= 65_535) || protocol === '') return 'm= is not of a kind, a port and a protocol';
    if (formats.length > sdpLimits.maxFormats) return `more than ${sdpLimits.maxFormats} formats`;
    if (this.#media.length === sdpLimits.maxMedia) return `more than ${sdpLimits.maxMedia} sections`;
    const head = { kind: kind.toLowerCase(), port, protocol: protocol.toUpperCase(), formats };
    this.#media.push({ ...head, bandwidths: [], attributes: [] });
    return null;
  }
}

/** Networks other than the Internet have no place we could send to: such lines are passed over. */
function takeConnection(section: Section, value: string): string | null {
  const match = /^IN\s+IP[46]\s+([^\s/]+)(?:\/\d{1,3}){0,2}$/i.exec(value.trim());
  if (match === null) return /^IN\s/i.test(value) ? 'c= is not of IN, IP4 or IP6, and an address' : null;
  const address = parseSdpAddress(match[1] ?? '');
  if (address === null) return 'c= has no address';
  section.connection ??= address;
  return null;
}

function parseAttribute(value: string): SdpAttribute {
  const colon = value.indexOf(':');
  if (colon === -1) return { name: value.trim() };
  return { name: value.slice(0, colon).trim(), value: value.slice(colon + 1).trim() };
}
