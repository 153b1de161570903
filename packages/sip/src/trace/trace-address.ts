import { parseSdpAddress } from '../offer-answer/sdp-address.js';

/** An end of a message. `groups`: an IPv6 address of 16 bytes, or an IPv4 address of 4. */
export type TraceAddress = { readonly bytes: Uint8Array; readonly port: number };

/** Reads `address:port`, or `[address]:port`; null when the address is none. An IPv4 address within IPv6 is one of IPv4. */
export function parseTraceAddress(text: string): TraceAddress | null {
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = parseSdpAddress((bracketed ?? plain).replace(/%.*$/, ''));
  if (address === null || address.family === 'name') return null;
  const bytes = address.family === 'ip4' ? ipv4Bytes(address.address) : ipv6Bytes(address.address);
  const isMapped = bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  return { bytes: isMapped ? bytes.slice(12) : bytes, port: Number(port ?? 0) & 0xffff };
}

/** Whether nobody outside could reach it (RFC 1918, RFC 3927, RFC 4193, RFC 4291, RFC 6598). */
export function isPrivateAddress(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  if (bytes.length === 16)
    return (first & 0xfe) === 0xfc || (first === 0xfe && (second & 0xc0) === 0x80) || first === 0;
  if (first === 0 || first === 10 || first === 127) return true;
  if (first === 172) return second >= 16 && second < 32;
  if (first === 100) return second >= 64 && second < 128;
  return (first === 192 && second === 168) || (first === 169 && second === 254);
}

/** The same of a text: an address, with or without a port. False for what is no address, such as a host name. */
export const isPrivateText = (text: string): boolean => {
  const address = parseTraceAddress(/^[^[]*:.*:/.test(text) ? `[${text}]` : text);
  return address !== null && isPrivateAddress(address.bytes);
};

const ipv4Bytes = (text: string): Uint8Array => Uint8Array.from(text.split('.'), Number);

function ipv6Bytes(text: string): Uint8Array {
  const [before = '', after] = text.split('::');
  const front = groupBytes(before);
  const back = after === undefined ? [] : groupBytes(after);
  const bytes = new Uint8Array(16);
  bytes.set(front);
  bytes.set(back, 16 - back.length);
  return bytes;
}

const groupBytes = (half: string): number[] =>
  half === ''
    ? []
    : half.split(':').flatMap((group) => {
        if (group.includes('.')) return [...ipv4Bytes(group)];
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 0xff];
      });
