import { encodeText } from '../message/sip-text.js';
import { ipPacket } from './ip-packet.js';
import type { SignalEntry } from './signal-entry.js';
import { parseTraceAddress, type TraceAddress } from './trace-address.js';

/**
 * A call's signalling as a capture file (pcap 2.4, raw IP) that Wireshark and tshark read as SIP. The messages are as they
 * are kept, without their secrets; the packets around them are made up, with right checksums: UDP for UDP, segments of
 * a connection that is there already for TCP, and UDP for TLS and WebSockets, whose messages would have been encrypted or
 * framed. An end that is no address of IP is 0.0.0.0.
 */
export function pcapOf(entries: readonly SignalEntry[]): Uint8Array {
  const sequences = new Map<string, number>();
  return joined([fileHeader(), ...entries.flatMap((entry) => packetsOf(entry, sequences))]);
}

/** Nobody's address, for ends that have none. */
const nobody = (sizeBytes: number): TraceAddress => ({ bytes: new Uint8Array(sizeBytes), port: 0 });
const SNAP_BYTES = 65_535;
/** Leaves room for the headers of IPv6 and TCP. */
const MAX_PAYLOAD_BYTES = SNAP_BYTES - 80;

/** LINKTYPE_RAW: packets begin with the header of IP, whose first bits tell which. */
const LINK_TYPE = 101;

function fileHeader(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, SNAP_BYTES);
  view.setUint32(20, LINK_TYPE);
  return new Uint8Array(view.buffer);
}

function packetsOf(entry: SignalEntry, sequences: Map<string, number>): Uint8Array[] {
  const payload = encodeText(entry.message).subarray(0, MAX_PAYLOAD_BYTES);
  const [source, target] = endsOf(entry);
  const path = `${entry.local} ${entry.remote}`;
  const [ours, theirs] = [`${path} out`, `${path} in`].map((key) => ({ key, next: sequences.get(key) ?? 1 }));
  const [sent, heard] = entry.direction === 'out' ? [ours, theirs] : [theirs, ours];
  const isTcp = entry.transport === 'tcp';
  if (sent !== undefined) sequences.set(sent.key, sent.next + payload.length);
  const packet = ipPacket({
    source,
    target,
    payload,
    tcp: isTcp ? { sequence: sent?.next ?? 1, acknowledged: heard?.next ?? 1 } : undefined,
  });
  return [recordHeader(entry.atMs, packet.length), packet];
}

/** Both of the same family; who is of another, or none, is nobody. */
function endsOf({ local, remote, direction }: SignalEntry): readonly [TraceAddress, TraceAddress] {
  const far = parseTraceAddress(remote) ?? nobody(4);
  const near = parseTraceAddress(local) ?? nobody(far.bytes.length);
  const ours = near.bytes.length === far.bytes.length ? near : { ...nobody(far.bytes.length), port: near.port };
  return direction === 'out' ? [ours, far] : [far, ours];
}

function recordHeader(atMs: number, sizeBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, Math.floor(atMs / 1000));
  view.setUint32(4, Math.floor((atMs % 1000) * 1000));
  view.setUint32(8, sizeBytes);
  view.setUint32(12, sizeBytes);
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
