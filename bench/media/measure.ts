import type { SoundLoad } from '../../apps/media/src/link/messages.js';
import type { Callers } from './callers.js';
import type { GeneratorFigures } from './generator-messages.js';
import type { SoundUnderTest } from './sound-under-test.js';

/** What happened over some seconds. */
export type Measured = {
  readonly ticks: number;
  readonly p99LatenessMs: number;
  /** Ticks more than 40 ms late. */
  readonly veryLateTicks: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly residentMb: number;
  readonly heapMb: number;
  readonly handles: number;
  /** Share of the packets that should have come back and did. */
  readonly deliveredShare: number;
  readonly callers: GeneratorFigures;
};

const STEPS_PER_MS = 2;
const VERY_LATE_MS = 40;
const MB = 1024 * 1024;

/** Watches for so long. @param calls how many are up */
export const measureFor = async (
  sound: SoundUnderTest,
  callers: Callers,
  { calls, seconds }: { readonly calls: number; readonly seconds: number },
): Promise<Measured> => {
  const before = await sound.load();
  await callers.figures();
  await pause(seconds * 1000);
  const heard = await callers.figures();
  return compare(before, await sound.load(), { calls, callers: heard });
};

const compare = (
  before: SoundLoad,
  after: SoundLoad,
  { calls, callers }: { readonly calls: number; readonly callers: GeneratorFigures },
): Measured => {
  const counts = after.latenessCounts.map((count, n) => count - (before.latenessCounts[n] ?? 0));
  const ticks = counts.reduce((sum, count) => sum + count, 0);
  const { wallMs } = callers;
  return {
    ticks,
    p99LatenessMs: percentile(counts, 0.99),
    veryLateTicks: counts.slice(VERY_LATE_MS * STEPS_PER_MS).reduce((sum, count) => sum + count, 0),
    cpuMs: after.cpuMs - before.cpuMs,
    wallMs,
    residentMb: after.residentBytes / MB,
    heapMb: after.heapBytes / MB,
    handles: after.handles,
    deliveredShare: calls === 0 ? 1 : callers.received / ((calls * wallMs) / 20),
    callers,
  };
};

/** The lateness that so many ticks stay below: the upper end of its step, in ms. */
export const percentile = (counts: readonly number[], share: number): number => {
  const wanted = counts.reduce((sum, count) => sum + count, 0) * share;
  let seen = 0;
  for (const [n, count] of counts.entries()) {
    seen += count;
    if (seen >= wanted) return (n + 1) / STEPS_PER_MS;
  }
  return counts.length / STEPS_PER_MS;
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
