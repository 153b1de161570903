import type { SoundLoad } from '../../apps/media/src/link/messages.js';
import type { Callers } from './callers.js';
import type { GeneratorFigures } from './generator-messages.js';
import type { SoundUnderTest } from './sound-under-test.js';
import { stolenTime } from './stolen-time.js';

/** How late ticks were. */
export type Lateness = {
  readonly p99LatenessMs: number;
  /** Ticks more than 40 ms late. */
  readonly veryLateTicks: number;
};

/**
 * What happened over some seconds. Its lateness is that of the time that was ours: stretches in which the host gave the CPU to
 * other machines tell about those.
 */
export type Measured = Lateness & {
  readonly ticks: number;
  /** Share of the stretches in which no CPU was taken away. */
  readonly ownShare: number;
  /** Lateness with all stretches counted. */
  readonly whole: Lateness;
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
const STRETCH_MS = 100;
const MB = 1024 * 1024;

/** Watches for so long. @param calls how many are up */
export const measureFor = async (
  sound: SoundUnderTest,
  callers: Callers,
  { calls, seconds }: { readonly calls: number; readonly seconds: number },
): Promise<Measured> => {
  const before = await sound.load();
  await callers.figures();
  const stretches = await watchStretches(sound, seconds);
  const heard = await callers.figures();
  const after = await sound.load();
  const own = stretches.filter(({ isOwn }) => isOwn);
  const all = difference(before.latenessCounts, after.latenessCounts);
  const { wallMs } = heard;
  return {
    ...latenessOf(own.reduce((sum, { counts }) => sum.map((count, n) => count + (counts[n] ?? 0)), emptyLike(all))),
    whole: latenessOf(all),
    ownShare: own.length / stretches.length,
    ticks: total(all),
    cpuMs: after.cpuMs - before.cpuMs,
    wallMs,
    residentMb: after.residentBytes / MB,
    heapMb: after.heapBytes / MB,
    handles: after.handles,
    deliveredShare: calls === 0 ? 1 : heard.received / ((calls * wallMs) / 20),
    callers: heard,
  };
};

type Stretch = { readonly counts: readonly number[]; readonly isOwn: boolean };

const watchStretches = async (sound: SoundUnderTest, seconds: number): Promise<readonly Stretch[]> => {
  const stretches: Stretch[] = [];
  const endMs = performance.now() + seconds * 1000;
  let last: SoundLoad = await sound.load();
  let stolen = stolenTime();
  do {
    await pause(STRETCH_MS);
    const now = await sound.load();
    const stolenNow = stolenTime();
    stretches.push({ counts: difference(last.latenessCounts, now.latenessCounts), isOwn: stolenNow === stolen });
    last = now;
    stolen = stolenNow;
  } while (performance.now() < endMs);
  return stretches;
};

const difference = (before: readonly number[], after: readonly number[]): readonly number[] =>
  after.map((count, n) => count - (before[n] ?? 0));
const emptyLike = (counts: readonly number[]): readonly number[] => counts.map(() => 0);
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const latenessOf = (counts: readonly number[]): Lateness => ({
  p99LatenessMs: percentile(counts, 0.99),
  veryLateTicks: total(counts.slice(VERY_LATE_MS * STEPS_PER_MS)),
});

/** The lateness that so many ticks stay below: the upper end of its step, in ms. */
export const percentile = (counts: readonly number[], share: number): number => {
  const wanted = total(counts) * share;
  let seen = 0;
  for (const [n, count] of counts.entries()) {
    seen += count;
    if (seen >= wanted) return (n + 1) / STEPS_PER_MS;
  }
  return counts.length / STEPS_PER_MS;
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
