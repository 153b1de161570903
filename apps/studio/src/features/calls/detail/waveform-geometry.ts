/** Distance of one bar to the next, in px. */
export const BAR_PITCH = 3;
/** Thickness of a bar, in px. */
export const BAR_WIDTH = 1.6;

/** A stretch of a call on a strip of a width: times in ms since the call arrived, places in px. */
export type Span = { readonly durationMs: number; readonly widthPx: number };

/** Place of a moment; never outside the strip. */
export const xOf = (ms: number, { durationMs, widthPx }: Span): number =>
  durationMs <= 0 ? 0 : clamp(ms / durationMs, 0, 1) * widthPx;

/** Moment at a place; never outside the call. */
export const msAt = (x: number, { durationMs, widthPx }: Span): number =>
  widthPx <= 0 ? 0 : clamp(x / widthPx, 0, 1) * durationMs;

/** The sound of one side: loudest sample of each slice, 0 to 1, beginning `startMs` into the call. */
export type PeakTrack = { readonly peaks: readonly number[]; readonly perSecond: number; readonly startMs: number };

/**
 * Heights of the bars of one lane, 0 to 1, one for every `BAR_PITCH` px: the loudest slice each bar covers.
 * What lies before and after the recording is silence.
 */
export const barHeights = ({ peaks, perSecond, startMs }: PeakTrack, span: Span): number[] => {
  const count = Math.floor(span.widthPx / BAR_PITCH);
  const sliceOf = (x: number) => ((msAt(x, span) - startMs) / 1000) * perSecond;
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor(sliceOf(at * BAR_PITCH));
    const to = Math.max(from + 1, Math.ceil(sliceOf((at + 1) * BAR_PITCH)));
    return loudest(peaks, from, to);
  });
};

/** The path of all bars of a lane for one SVG `d`; silence is a dot on the middle line. */
export const barPath = (heights: readonly number[], laneHeightPx: number): string => {
  const middle = laneHeightPx / 2;
  return heights
    .map((height, at) => {
      const half = Math.max(0.7, (Math.sqrt(height) * laneHeightPx) / 2 - 1.5);
      return `M${at * BAR_PITCH + BAR_PITCH / 2} ${round(middle - half)}v${round(2 * half)}`;
    })
    .join('');
};

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const ROOM_PX = 76;

/** Moments that are named below the lanes: round ones, as many as there is room for. */
export const ticksOf = (span: Span): readonly number[] => {
  const room = Math.max(1, Math.floor(span.widthPx / ROOM_PX));
  const stepS = STEPS_S.find((seconds) => span.durationMs / 1000 / seconds <= room) ?? 7200;
  const count = Math.floor(span.durationMs / 1000 / stepS) + 1;
  const ticks = Array.from({ length: count }, (_, at) => at * stepS * 1000);
  // A name at the very end would be cut off.
  return ticks.filter((ms) => ms === 0 || xOf(ms, span) < span.widthPx - 28);
};

const loudest = (peaks: readonly number[], from: number, to: number): number => {
  let height = 0;
  for (let at = Math.max(0, from); at < Math.min(to, peaks.length); at += 1) height = Math.max(height, peaks[at] ?? 0);
  return clamp(height, 0, 1);
};
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const round = (value: number): number => Math.round(value * 10) / 10;
