import { isSilent } from '@callwright/audio';
import { Encoder } from '@evan/opus';
import { createDecoder } from 'libopus-wasm';
import type { AudioDecoder, AudioEncoder } from './codec.js';
import { SoftOnset } from './soft-onset.js';

/**
 * Decodes Opus straight to the call's rate. A lost packet is taken from the copy in the next one (in-band FEC), else
 * made up by libopus.
 */
export async function createOpusDecoder(rateHz: 8000 | 16000): Promise<AudioDecoder> {
  const decoder = await createDecoder({ sampleRate: rateHz, channels: 1 });
  const nothing = new Int16Array(0);
  const onset = new SoftOnset(rateHz);
  const sent = (samples: Int16Array): Int16Array => {
    onset.sent(samples);
    return samples;
  };
  return {
    decode: (payload) => sent(decoder.decode(payload)),
    conceal(sampleCount, next) {
      if (sampleCount === 0) return nothing;
      if (next !== null) return sent(decoder.decode(next, { decodeFec: true, frameSize: sampleCount }));
      const samples = decoder.decodePacketLoss(sampleCount);
      onset.madeUp(samples);
      return samples;
    },
    close: () => decoder.free(),
  };
}

const BITRATE = 24_000;
const COMPLEXITY = 5;
/** Expected loss in percent: from 10 on the encoder carries copies of the packet before (measured; at 5 it does not). */
const EXPECTED_LOSS = 10;
/** Blocks of silence encoded in earnest until encoder and decoder have come to rest. */
const SETTLING_BLOCKS = 15;

/**
 * Encodes Opus at the call's rate. Only for a process's main thread: the addon crashes at the end of a worker thread.
 * Lasting silence is sent as the same packet again, which costs next to nothing.
 */
export function createOpusEncoder(rateHz: 8000 | 16000): AudioEncoder {
  const encoder = new Encoder({ channels: 1, sample_rate: rateHz, application: 'voip' });
  encoder.bitrate = BITRATE;
  encoder.complexity = COMPLEXITY;
  encoder.inband_fec = true;
  encoder.packet_loss = EXPECTED_LOSS;
  let silentBlocks = 0;
  let rest: Uint8Array | null = null;
  return {
    encode(block) {
      silentBlocks = isSilent(block) ? silentBlocks + 1 : 0;
      if (silentBlocks > SETTLING_BLOCKS && rest !== null) return rest;
      const payload = encoder.encode(block);
      rest = silentBlocks === SETTLING_BLOCKS ? payload.slice() : null;
      return payload;
    },
    // The encoder is freed with its last reference.
    close: () => undefined,
  };
}
