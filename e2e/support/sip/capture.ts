import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeG711 } from '@callwright/audio';

/** A packet of sound as it was on the wire. */
export type SeenPacket = {
  /** Since 1970, by the kernel's clock. */
  readonly atMs: number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
};

/** Where phones have their sound: see baresip's `rtp_ports`. */
const PHONE_PORTS = 'udp portrange 40000-43000';
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Ethernet and IPv4 without options, as the loopback has them. */
const [LINK, IP, UDP, RTP] = [14, 20, 8, 12];

/** Listens to what goes over the loopback from and to phones, by dumpcap; needs the right to capture. */
export class Capture {
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
  }

  /** Resolves when it listens. */
  static async start(): Promise<Capture> {
    const folder = mkdtempSync(join(tmpdir(), 'callwright-capture-'));
    const file = join(folder, 'seen.pcap');
    const child = spawn('dumpcap', ['-i', 'lo', '-f', PHONE_PORTS, '-P', '-q', '-w', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`dumpcap: ${output}`)));
      // The file's name is said when it has been opened.
      child.stderr?.on('data', (text) => {
        output += String(text);
        if (output.includes('File: ')) resolve();
      });
    });
    return new Capture(folder, child);
  }

  /** Ends it; what was seen, in order. */
  async stop(): Promise<readonly SeenPacket[]> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGINT');
    await gone;
    const packets = packetsOf(readFileSync(join(this.#folder, 'seen.pcap')));
    rmSync(this.#folder, { recursive: true, force: true });
    return packets;
  }
}

/** Records of a capture file (pcap, microseconds, little-endian). */
const packetsOf = (file: Buffer): readonly SeenPacket[] => {
  const packets: SeenPacket[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= file.length; ) {
    const sizeBytes = file.readUInt32LE(at + 8);
    const atMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000;
    const frame = file.subarray(at + RECORD_HEADER, at + RECORD_HEADER + sizeBytes);
    at += RECORD_HEADER + sizeBytes;
    const packet = packetOf(frame, atMs);
    if (packet) packets.push(packet);
  }
  return packets;
};

const packetOf = (frame: Buffer, atMs: number): SeenPacket | null => {
  const udp = frame.subarray(LINK + IP);
  const rtp = udp.subarray(UDP);
  if (rtp.length < RTP || rtp.readUInt8(0) >> 6 !== 2) return null;
  const second = rtp.readUInt8(1);
  // Reports (RFC 5761 §4).
  if (second >= 192 && second <= 223) return null;
  return {
    ...{ atMs, fromPort: udp.readUInt16BE(0), toPort: udp.readUInt16BE(2), payloadType: second & 0x7f },
    ...{ sequence: rtp.readUInt16BE(2), timestamp: rtp.readUInt32BE(4), payload: rtp.subarray(RTP) },
  };
};

/** Packets in one direction of the call of a phone. */
export const packetsFrom = (seen: readonly SeenPacket[], phonePort: number) =>
  seen.filter(({ fromPort }) => fromPort === phonePort);
/** @see packetsFrom */
export const packetsTo = (seen: readonly SeenPacket[], phonePort: number) =>
  seen.filter(({ toPort }) => toPort === phonePort);

/** The sound of packets as if they were G.711, whatever they are. */
export const soundOf = (packets: readonly SeenPacket[]): Int16Array => {
  const blocks = packets.map(({ payload }) => decodeG711('mulaw', payload));
  const whole = new Int16Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
};

/** The longest time between two packets, in ms. */
export const longestGapMs = (packets: readonly SeenPacket[]): number =>
  packets.slice(1).reduce((longest, { atMs }, at) => Math.max(longest, atMs - (packets[at]?.atMs ?? atMs)), 0);

/** When a sample of packets of 20 ms was on the wire. */
export const seenAtMs = (packets: readonly SeenPacket[], offset: number): number =>
  (packets[Math.floor(offset / 160)]?.atMs ?? Number.NaN) + (offset % 160) / 8;

/** How evenly bytes are spread, 0 to 8 bits: encrypted ones are near 8, sound is not. */
export const entropyOf = (packets: readonly SeenPacket[]): number => {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { payload } of packets)
    for (const byte of payload) {
      counts.set(byte, (counts.get(byte) ?? 0) + 1);
      total += 1;
    }
  return [...counts.values()].reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
};
