import { isIPv4, isIPv6 } from 'node:net';
import type { SipEndpoint } from '@callwright/sip';

// RFC 5389 §6, §15.2: a header of 20 bytes, then attributes.
const HEADER_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const MAGIC = 0x2112a442;
/** A keep-alive has next to nothing in it. */
const MOST_BYTES = 128;

/**
 * The answer to a keep-alive of a telephone by UDP (RFC 5626 §4.4.2), a Binding request of STUN: where it is seen to
 * write from, by which it knows that its way here is still there. Null when the bytes are none.
 */
export const answerKeepAlive = (bytes: Uint8Array, remote: SipEndpoint): Uint8Array | null => {
  if (!isBindingRequest(bytes)) return null;
  const address = bytesOf(remote.address);
  if (!address) return null;
  const answer = new Uint8Array(HEADER_BYTES + 8 + address.length);
  const view = new DataView(answer.buffer);
  view.setUint16(0, BINDING_SUCCESS);
  view.setUint16(2, 8 + address.length);
  // Magic and transaction id, which is also what the address is hidden by from routers that rewrite addresses.
  answer.set(bytes.subarray(4, HEADER_BYTES), 4);
  view.setUint16(20, XOR_MAPPED_ADDRESS);
  view.setUint16(22, 4 + address.length);
  view.setUint16(24, address.length === 4 ? 1 : 2);
  view.setUint16(26, remote.port ^ (MAGIC >>> 16));
  for (const [at, byte] of address.entries()) answer[28 + at] = byte ^ (answer[4 + at] ?? 0);
  return answer;
};

const isBindingRequest = (bytes: Uint8Array): boolean => {
  if (bytes.length < HEADER_BYTES || bytes.length > MOST_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isWhole = view.getUint16(2) === bytes.length - HEADER_BYTES;
  return isWhole && view.getUint16(0) === BINDING_REQUEST && view.getUint32(4) === MAGIC;
};

const bytesOf = (address: string): readonly number[] | null => {
  if (isIPv4(address)) return address.split('.').map(Number);
  return isIPv6(address) ? wordsOf(address).flatMap((word) => [word >> 8, word & 0xff]) : null;
};

/** The eight words of an address of IPv6 without a zone; zeros stand for what `::` leaves out. */
const wordsOf = (address: string): readonly number[] => {
  const [before = '', after] = address.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)));
  const [first, last] = [read(before), read(after ?? '')];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
};
