import { Resampler } from '@callwright/audio';
import { Application, createEncoder, type OpusEncoderHandle, Signal } from 'libopus-wasm';
import { type OggPacket, OggPages } from './ogg-pages.js';
import type { SoundEncoder } from './sound-encoder.js';

/** Of an Ogg Opus stream, whatever went into it (RFC 7845 §4). */
const GRANULE_RATE_HZ = 48_000;
const BLOCK_MS = 20;
/** A page a second: little waste, and seeking finds its place. */
const PACKETS_A_PAGE = 50;
/** One stream a file; its number tells streams of one file apart. */
const SERIAL = 1;
/** Transparent for speech in either rate of a telephone. */
const BITRATES = { 1: 24_000, 2: 40_000 } as const;

const opusRates = [8000, 12_000, 16_000, 24_000, 48_000] as const;
type OpusRate = (typeof opusRates)[number];
const opusRate = (rateHz: number): OpusRate => opusRates.find((known) => known === rateHz) ?? GRANULE_RATE_HZ;

/** Ogg Opus (RFC 7845); what Opus does not know the rate of is brought to 48 kHz. */
export const createOggOpusEncoder = async (rateHz: number, channelCount: 1 | 2): Promise<SoundEncoder> => {
  const opusRateHz = opusRate(rateHz);
  const encoder = await createEncoder({
    sampleRate: opusRateHz,
    channels: channelCount,
    application: Application.Voip,
    signal: Signal.Voice,
    bitrate: BITRATES[channelCount],
  });
  const resamplers =
    opusRateHz === rateHz
      ? null
      : Array.from({ length: channelCount }, () => new Resampler(rateHz, opusRateHz, { aligned: true }));
  const stream = new OggOpusStream(encoder, opusRateHz, channelCount);
  let sampleCount = 0;
  const heads = stream.heads(rateHz);
  return {
    head: () => heads,
    encode(channels) {
      sampleCount += channels[0]?.length ?? 0;
      return stream.add(channels.map((channel, at) => resamplers?.[at]?.process(channel) ?? channel));
    },
    finish: () => stream.finish(Math.round((sampleCount * GRANULE_RATE_HZ) / rateHz)),
    close: () => encoder.free(),
  };
};

/** Cuts sound into blocks, encodes them and puts the packets into pages. */
class OggOpusStream {
  readonly #encoder: OpusEncoderHandle;
  readonly #pages = new OggPages(SERIAL);
  readonly #channelCount: number;
  /** Interleaved, of 20 ms. */
  readonly #block: Int16Array;
  readonly #granulesPerBlock = (GRANULE_RATE_HZ * BLOCK_MS) / 1000;
  /** In samples of 48 kHz: how much a player leaves out at the beginning (RFC 7845 §4.2). */
  readonly #preSkip: number;
  #filled = 0;
  #granule = 0;
  #packets: OggPacket[] = [];

  constructor(encoder: OpusEncoderHandle, rateHz: number, channelCount: number) {
    this.#encoder = encoder;
    this.#channelCount = channelCount;
    this.#block = new Int16Array(((rateHz * BLOCK_MS) / 1000) * channelCount);
    this.#preSkip = (encoder.getLookahead() * GRANULE_RATE_HZ) / rateHz;
  }

  /** The two pages every stream begins with (RFC 7845 §5). */
  heads(inputRateHz: number): Uint8Array {
    const head = new Uint8Array(19);
    const view = new DataView(head.buffer);
    head.set(ascii('OpusHead'));
    head[8] = 1;
    head[9] = this.#channelCount;
    view.setUint16(10, this.#preSkip, true);
    view.setUint32(12, inputRateHz, true);
    const vendor = ascii('Callwright');
    const tags = new Uint8Array(16 + vendor.length);
    tags.set(ascii('OpusTags'));
    new DataView(tags.buffer).setUint32(8, vendor.length, true);
    tags.set(vendor, 12);
    const pages = [head, tags].map((bytes) => this.#pages.page([{ bytes, granule: 0 }]));
    return Buffer.concat(pages);
  }

  add(channels: readonly Int16Array[]): Uint8Array {
    const pages: Uint8Array[] = [];
    const frameCount = channels[0]?.length ?? 0;
    for (let at = 0; at < frameCount; at++) {
      for (const channel of channels) this.#block[this.#filled++] = channel[at] ?? 0;
      if (this.#filled === this.#block.length) pages.push(...this.#encodeBlock());
    }
    return Buffer.concat(pages);
  }

  /** @param totalGranules samples of 48 kHz that the sound has: what is encoded beyond is left out by players */
  finish(totalGranules: number): Uint8Array {
    const endGranule = this.#preSkip + totalGranules;
    const pages: Uint8Array[] = [];
    while (this.#granule < endGranule || this.#packets.length === 0) {
      this.#block.fill(0, this.#filled);
      pages.push(...this.#encodeBlock());
    }
    const packets = this.#packets.map((packet) => ({ ...packet, granule: Math.min(packet.granule, endGranule) }));
    return Buffer.concat([...pages, this.#pages.page(packets, true)]);
  }

  /** A full page is held back until there is a packet for the next one: the last page has to say that it is the last. */
  #encodeBlock(): Uint8Array[] {
    const pages = this.#packets.length < PACKETS_A_PAGE ? [] : [this.#pages.page(this.#packets.splice(0))];
    this.#granule += this.#granulesPerBlock;
    this.#packets.push({ bytes: this.#encoder.encode(this.#block).slice(), granule: this.#granule });
    this.#filled = 0;
    return pages;
  }
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
