import type { RecordingCheck } from './check-recording.js';
import type { Measured } from './measure.js';

/** What a soak came to. */
export type Verdict = {
  readonly figures: Readonly<Record<string, number>>;
  /** Sentences; none when all is well. */
  readonly problems: readonly string[];
};

/** The first part is left out: caches fill and code is compiled. */
const WARM_UP_SHARE = 0.25;
/** Growth that may be chance: the collector frees when it likes. */
const MEMORY_SLACK_MB = 24;
const MEMORY_SLACK_SHARE = 0.08;
const HANDLE_SLACK = 6;
const LATENESS_SLACK_MS = 1;
const LATE_MS = 5;
const LEAST_DELIVERED = 0.995;
const LEAST_CALLER_SHARE = 0.9;
const LEAST_CALLEE_SHARE = 0.95;

/** Whether anything grew, got lost or was recorded wrongly. */
export const judge = (
  all: readonly Measured[],
  recordings: readonly RecordingCheck[],
  errors: ReadonlyMap<string, number>,
): Verdict => {
  const samples = all.slice(Math.floor(all.length * WARM_UP_SHARE));
  const memory = samples.map(({ residentMb }) => residentMb);
  const memoryGrowthMb = slope(memory) * (memory.length - 1);
  const handleGrowth = lastThird(samples, ({ handles }) => handles) - firstThird(samples, ({ handles }) => handles);
  const lateness = ({ p99LatenessMs }: Measured) => p99LatenessMs;
  const latenessGrowthMs = lastThird(samples, lateness) - firstThird(samples, lateness);
  const figures = {
    samples: samples.length,
    residentMb: mean(memory),
    memoryGrowthMb,
    handleGrowth,
    p99LatenessMs: median(samples.map(lateness)),
    latenessGrowthMs,
    deliveredShare: mean(samples.map(({ deliveredShare }) => deliveredShare)),
    cpuShare: mean(samples.map(({ cpuMs, wallMs }) => cpuMs / wallMs)),
    checkedRecordings: recordings.length,
    callerShare: mean(recordings.map(({ callerShare }) => callerShare)),
    calleeShare: mean(recordings.map(({ calleeShare }) => calleeShare)),
  };
  const problems = [
    memoryGrowthMb > Math.max(MEMORY_SLACK_MB, figures.residentMb * MEMORY_SLACK_SHARE) && 'Memory grows.',
    handleGrowth > HANDLE_SLACK && 'Handles are left behind.',
    latenessGrowthMs > LATENESS_SLACK_MS && lastThird(samples, lateness) > LATE_MS && 'Ticks get later and later.',
    !(figures.deliveredShare >= LEAST_DELIVERED) && 'Packets do not come back.',
    recordings.length === 0 && 'No recording could be compared.',
    !(figures.callerShare >= LEAST_CALLER_SHARE) && 'Recordings lack what callers said.',
    !(figures.calleeShare >= LEAST_CALLEE_SHARE) && 'Recordings lack what was played.',
    ...[...errors].map(([text, count]) => `${count} times: ${text}`),
  ].filter((problem) => problem !== false);
  return { figures: rounded(figures), problems };
};

/** What each sample adds, by least squares; 0 for fewer than two. */
export const slope = (samples: readonly number[]): number => {
  const middle = (samples.length - 1) / 2;
  const average = mean(samples);
  const spread = samples.reduce((sum, _, n) => sum + (n - middle) ** 2, 0);
  return spread === 0 ? 0 : samples.reduce((sum, value, n) => sum + (n - middle) * (value - average), 0) / spread;
};

type Read = (sample: Measured) => number;
const firstThird = (samples: readonly Measured[], read: Read): number =>
  median(samples.slice(0, Math.ceil(samples.length / 3)).map(read));
const lastThird = (samples: readonly Measured[], read: Read): number =>
  median(samples.slice(-Math.ceil(samples.length / 3)).map(read));

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
const rounded = (figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 1000) / 1000]));
