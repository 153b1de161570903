import { createSocket, type Socket } from 'node:dgram';

const PACKET_SAMPLES = 160;
const PACKET_MS = 20;
const KEEP_SAMPLES = 8000;
/** What a pause of this process may have left to be sent at once: nobody waits longer for a packet anyway. */
const MOST_AT_ONCE = 25;

/** One end of plain RTP in PCMU: says something over and over, and keeps the last second of what it hears. */
export class RtpEnd {
  readonly #socket: Socket;
  readonly #says: Int16Array;
  readonly #ssrc = Math.floor(Math.random() * 2 ** 32);
  #heard = new Int16Array(0);
  #heardFrom: number | null = null;
  #heardCount = 0;
  #said: Buffer = Buffer.alloc(0);
  #key: number | null = null;
  /** When the key was pressed, in ticks: all packets of one press have its time (RFC 4733 §2.1). */
  #keySince = 0;
  #toSay: Int16Array[] = [];
  #onSaid: (() => void) | null = null;
  #count = 0;
  #timer: NodeJS.Timeout | null = null;

  private constructor(socket: Socket, says: Int16Array) {
    this.#socket = socket;
    this.#says = says;
    socket.on('message', (bytes, { port }) => this.#hear(bytes, port));
  }

  /** @param says at 8000 Hz, whole packets of 20 ms */
  static open(address: string, says: Int16Array): Promise<RtpEnd> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => socket.bind(0, address, () => resolve(new RtpEnd(socket, says))));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The port that what it heard last came from; null before that. */
  get heardFrom(): number | null {
    return this.#heardFrom;
  }

  /** Packets of sound it has heard. */
  get heardCount(): number {
    return this.#heardCount;
  }

  /** The packet it sent last. */
  get said(): Buffer {
    return this.#said;
  }

  /** Sends any bytes from its own address. */
  throwAt(bytes: Uint8Array, port: number, host = '127.0.0.1'): void {
    this.#socket.send(bytes, port, host);
  }

  /** The last second it heard. */
  get heard(): Int16Array {
    return this.#heard;
  }

  /** Where a description, as of a message with SDP, wants it to send: there it sends 50 packets a second from now on. */
  speakTo(ports: readonly number[], host = '127.0.0.1'): void {
    this.stop();
    // By the clock and not by the beats of the timer, which come late and are not made up for.
    let sinceMs = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - sinceMs) / PACKET_MS);
      sinceMs += due * PACKET_MS;
      for (let count = Math.min(due, MOST_AT_ONCE); count > 0; count -= 1) {
        const packet = this.#next();
        this.#said = packet;
        for (const port of ports) this.#socket.send(packet, port, host);
      }
    }, PACKET_MS / 2);
  }

  /** Says something once, in place of what it says over and over; resolves when its last packet has gone. */
  say(samples: Int16Array): Promise<void> {
    for (let at = 0; at < samples.length; at += PACKET_SAMPLES) {
      const block = new Int16Array(PACKET_SAMPLES);
      block.set(samples.subarray(at, at + PACKET_SAMPLES));
      this.#toSay.push(block);
    }
    return new Promise((resolve) => {
      this.#onSaid = resolve;
    });
  }

  /**
   * Presses a key once (RFC 4733): ends of it in place of three packets of sound, and a pause after it. 0 to 9, 10 for the
   * star, 11 for #.
   */
  async pressOnce(key: number): Promise<void> {
    this.press(key);
    await new Promise((resolve) => setTimeout(resolve, 9 * PACKET_MS));
    this.#key = null;
    await new Promise((resolve) => setTimeout(resolve, 5 * PACKET_MS));
  }

  /** Ends of this key (RFC 4733), of one press, go out in place of every third packet of sound. */
  press(key: number): void {
    this.#key = key;
    this.#keySince = this.#count;
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  close(): void {
    this.stop();
    this.#socket.close();
  }

  #next(): Buffer {
    const isKey = this.#key !== null && this.#count % 3 === 0;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(isKey ? 101 : 0, 1);
    header.writeUInt16BE(this.#count & 0xffff, 2);
    header.writeUInt32BE(((isKey ? this.#keySince : this.#count) * PACKET_SAMPLES) >>> 0, 4);
    header.writeUInt32BE(this.#ssrc, 8);
    const at = (this.#count * PACKET_SAMPLES) % this.#says.length;
    this.#count += 1;
    if (isKey) return Buffer.concat([header, Buffer.from([this.#key ?? 0, 0x8a, 0x03, 0x20])]);
    return Buffer.concat([header, Buffer.from([...this.#nextBlock(at)].map(toMuLaw))]);
  }

  #nextBlock(at: number): Int16Array {
    const said = this.#toSay.shift();
    if (said && this.#toSay.length === 0) this.#onSaid?.();
    return said ?? this.#says.subarray(at, at + PACKET_SAMPLES);
  }

  #hear(bytes: Buffer, port: number): void {
    if (bytes.length < 12 || (bytes.readUInt8(1) & 0x7f) !== 0) return;
    this.#heardFrom = port;
    this.#heardCount += 1;
    const samples = Int16Array.from(bytes.subarray(12), fromMuLaw);
    const all = new Int16Array(this.#heard.length + samples.length);
    all.set(this.#heard);
    all.set(samples, this.#heard.length);
    this.#heard = all.slice(-KEEP_SAMPLES);
  }
}

// ITU-T G.711.
const BIAS = 132;

const toMuLaw = (sample: number): number => {
  const magnitude = Math.min(Math.abs(sample), 32_635) + BIAS;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
};

const fromMuLaw = (code: number): number => {
  const value = ~code & 0xff;
  const magnitude = ((((value & 15) << 3) + BIAS) << ((value >> 4) & 7)) - BIAS;
  return value & 0x80 ? -magnitude : magnitude;
};
