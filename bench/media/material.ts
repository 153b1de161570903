import { blockSampleCount, encodeG711, sweep, writeWav } from '@callwright/audio';
import { createOpusEncoder } from '../../apps/media/src/sound/rtc/opus-codec.js';
import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';

/** Codecs the benchmark calls with. */
export type BenchCodec = 'pcmu' | 'opus';

/** Words a caller says to a menu of seven. */
export const MENU = ['appointments', 'billing', 'sales', 'opening hours', 'support', 'directions', 'operator'] as const;
/** What a caller says in ten seconds: words for a quarter of the time, silence for the rest. */
const ROUND_MS = 10_000;
const SPOKEN_MS = 2500;
const FIRST_WORD_MS = 1000;

export const rateHzOf = (codec: BenchCodec): 8000 | 16000 => (codec === 'opus' ? 16_000 : 8000);

/** Ten seconds of a caller in packets of 20 ms, to be sent again and again. */
export const callerPackets = async (codec: BenchCodec): Promise<readonly Uint8Array[]> => {
  const rateHz = rateHzOf(codec);
  const voices = await createTestVoices();
  const sound = new Int16Array((ROUND_MS * rateHz) / 1000);
  let at = (FIRST_WORD_MS * rateHz) / 1000;
  let leftCount = (SPOKEN_MS * rateHz) / 1000;
  // A word every three seconds, so that each is an utterance of its own.
  for (const word of MENU) {
    const said = voices.say(word, 'slt', rateHz).subarray(0, leftCount);
    if (at + said.length > sound.length || leftCount <= 0) break;
    sound.set(said, at);
    leftCount -= said.length;
    at += 3 * rateHz;
  }
  return packetsOf(sound, codec);
};

/** A sound as packets of 20 ms. */
export const packetsOf = (sound: Int16Array, codec: BenchCodec): readonly Uint8Array[] => {
  const rateHz = rateHzOf(codec);
  const blockLength = blockSampleCount(rateHz);
  const encoder = codec === 'opus' ? createOpusEncoder(rateHz) : null;
  return Array.from({ length: Math.floor(sound.length / blockLength) }, (_, n) => {
    const block = sound.subarray(n * blockLength, (n + 1) * blockLength);
    return encoder ? encoder.encode(block).slice() : encodeG711('mulaw', block, new Uint8Array(blockLength));
  });
};

/** Length of the prompt that is kept encoded, and of one too long for that. */
const PROMPT_MS = 20_000;
const LONG_PROMPT_MS = 320_000;
/** One sweep of the prompt; no piece of it sounds like another. */
const SWEEP_MS = 4000;

/** One round of what is played to callers. */
export const sweepOf = (rateHz: number): Int16Array => sweep(300, 3000, SWEEP_MS, rateHz);

/** The prompt as a file; the long one is longer than what is kept encoded (five minutes). */
export const promptFile = (rateHz: number, isLong: boolean): Uint8Array => {
  const round = sweepOf(rateHz);
  const durationMs = isLong ? LONG_PROMPT_MS : PROMPT_MS;
  const sound = new Int16Array((durationMs * rateHz) / 1000);
  for (let at = 0; at < sound.length; at += round.length)
    sound.set(round.subarray(0, Math.min(round.length, sound.length - at)), at);
  return writeWav({ rateHz, channels: [sound] });
};
