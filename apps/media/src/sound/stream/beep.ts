import { applyGain, msToSamples, sine } from '@callwright/audio';

const FREQUENCY_HZ = 1000;
const BEEP_MS = 400;
/** -12 dBFS, where 0 dBFS is a sine at full scale (AES17). */
const AMPLITUDE = 10 ** (-12 / 20);
/** Long enough not to click. */
const EDGE_MS = 10;

/** The tone after which a caller is to speak: 1 kHz for 400 ms at -12 dBFS, its edges faded. */
export function beep(rateHz: number): Int16Array {
  const sound = sine(FREQUENCY_HZ, BEEP_MS, rateHz, AMPLITUDE);
  const edge = msToSamples(EDGE_MS, rateHz);
  applyGain(sound.subarray(0, edge), 0, 1);
  applyGain(sound.subarray(sound.length - edge), 1, 0);
  return sound;
}
