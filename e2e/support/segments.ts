/** A stretch of sound between two silences. */
export type Segment = Int16Array;

const FRAME_MS = 20;
/** Peaks below this are silence; prompts peak at some ten thousand. */
const SILENCE_PEAK = 300;

/** What was heard, cut where it was silent for `gapMs` at least; pieces shorter than 200 ms are left out. */
export const segmentsOf = (samples: Int16Array, rateHz: number, gapMs: number): readonly Segment[] => {
  const frame = (rateHz * FRAME_MS) / 1000;
  const segments: Segment[] = [];
  let start = -1;
  let quietFrames = 0;
  const close = (end: number) => {
    if (start >= 0 && end - start > rateHz / 5) segments.push(samples.subarray(Math.max(0, start - frame), end));
    start = -1;
  };
  for (let at = 0; at < samples.length; at += frame) {
    const isLoud = samples.subarray(at, at + frame).some((sample) => Math.abs(sample) > SILENCE_PEAK);
    if (isLoud && start < 0) start = at;
    quietFrames = isLoud ? 0 : quietFrames + 1;
    if (quietFrames * FRAME_MS >= gapMs) close(at - (quietFrames - 1) * frame);
  }
  close(samples.length);
  return segments;
};
