/** Kaldi's mel scale. */
const mel = (hz: number) => 1127 * Math.log(1 + hz / 700);
const hzOf = (mels: number) => 700 * (Math.exp(mels / 1127) - 1);

/** What the models of icefall, sherpa-onnx and WeNet are trained with: 16 kHz, from 20 Hz to 400 Hz below the half. */
export const FEATURE_RATE_HZ = 16_000;
const LOW_HZ = 20;
const HIGH_HZ = FEATURE_RATE_HZ / 2 - 400;

/** One triangle: its weights from FFT bin `first` on. */
export type MelFilter = { readonly first: number; readonly weights: Float32Array };

/** The middle of a filter, in Hz. */
export const melFrequency = (index: number, filterCount: number): number => {
  const low = mel(LOW_HZ);
  return hzOf(low + ((index + 1) * (mel(HIGH_HZ) - low)) / (filterCount + 1));
};

/** Kaldi's triangles, evenly spaced in mel, over the bins of an FFT below the Nyquist one. */
export function createMelFilters(filterCount: number, fftSize: number): readonly MelFilter[] {
  const binMels = Array.from({ length: fftSize / 2 }, (_, bin) => mel((bin * FEATURE_RATE_HZ) / fftSize));
  const low = mel(LOW_HZ);
  const step = (mel(HIGH_HZ) - low) / (filterCount + 1);
  return Array.from({ length: filterCount }, (_, index) => {
    const [left, middle, right] = [low + index * step, low + (index + 1) * step, low + (index + 2) * step];
    const first = binMels.findIndex((at) => at > left);
    const inside = binMels.slice(first).filter((at) => at < right);
    const weights = inside.map((at) => (at <= middle ? (at - left) / step : (right - at) / step));
    return { first, weights: Float32Array.from(weights) };
  });
}
