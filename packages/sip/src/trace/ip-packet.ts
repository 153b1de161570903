import type { TraceAddress } from './trace-address.js';

/** A packet to be made up. Both ends are of the same family. */
export type MadePacket = {
  readonly source: TraceAddress;
  readonly target: TraceAddress;
  readonly payload: Uint8Array;
  /** A segment of a connection; absent: a datagram. */
  readonly tcp?: { readonly sequence: number; readonly acknowledged: number };
};

/** A packet of IPv4 (RFC 791) or IPv6 (RFC 8200) with UDP (RFC 768) or TCP (RFC 9293) in it, checksums and all. */
export function ipPacket(packet: MadePacket): Uint8Array {
  const protocol = packet.tcp === undefined ? UDP : TCP;
  const inner = packet.tcp === undefined ? datagram(packet) : segment(packet, packet.tcp);
  const head = packet.source.bytes.length === 4 ? ipv4Header : ipv6Header;
  const outer = head(packet, protocol, inner.length);
  const bytes = new Uint8Array(outer.length + inner.length);
  bytes.set(outer);
  bytes.set(inner, outer.length);
  return bytes;
}

const TCP = 6;
const UDP = 17;
/** How many routers it may pass; as good as any. */
const HOPS = 64;

function ipv4Header({ source, target }: MadePacket, protocol: number, innerBytes: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, bytes.length + innerBytes);
  // Do not fragment.
  view.setUint16(6, 0x4000);
  view.setUint8(8, HOPS);
  view.setUint8(9, protocol);
  bytes.set(source.bytes, 12);
  bytes.set(target.bytes, 16);
  view.setUint16(10, checksum([bytes]));
  return bytes;
}

function ipv6Header({ source, target }: MadePacket, protocol: number, innerBytes: number): Uint8Array {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x60);
  view.setUint16(4, innerBytes);
  view.setUint8(6, protocol);
  view.setUint8(7, HOPS);
  bytes.set(source.bytes, 8);
  bytes.set(target.bytes, 24);
  return bytes;
}

function datagram(packet: MadePacket): Uint8Array {
  const bytes = new Uint8Array(8 + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, packet.source.port);
  view.setUint16(2, packet.target.port);
  view.setUint16(4, bytes.length);
  bytes.set(packet.payload, 8);
  // 0 would say that there is none.
  view.setUint16(6, checksum([pseudoHeader(packet, UDP, bytes.length), bytes]) || 0xffff);
  return bytes;
}

function segment(packet: MadePacket, { sequence, acknowledged }: NonNullable<MadePacket['tcp']>): Uint8Array {
  const bytes = new Uint8Array(20 + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, packet.source.port);
  view.setUint16(2, packet.target.port);
  view.setUint32(4, sequence);
  view.setUint32(8, acknowledged);
  // A header of five words; PSH and ACK.
  view.setUint16(12, 0x5018);
  view.setUint16(14, 0xffff);
  bytes.set(packet.payload, 20);
  view.setUint16(16, checksum([pseudoHeader(packet, TCP, bytes.length), bytes]));
  return bytes;
}

/** What the checksums of UDP and TCP cover beside them (RFC 768, RFC 8200 §8.1); the order within does not matter to the sum. */
function pseudoHeader({ source, target }: MadePacket, protocol: number, sizeBytes: number): Uint8Array {
  const addressBytes = source.bytes.length;
  const bytes = new Uint8Array(addressBytes * 2 + 8);
  const view = new DataView(bytes.buffer);
  bytes.set(source.bytes);
  bytes.set(target.bytes, addressBytes);
  view.setUint32(addressBytes * 2, sizeBytes);
  view.setUint32(addressBytes * 2 + 4, protocol);
  return bytes;
}

/** RFC 1071. Parts but the last have an even number of bytes. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts)
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
