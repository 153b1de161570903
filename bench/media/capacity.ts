import type { Callers } from './callers.js';
import type { Load } from './load.js';
import { type Measured, measureFor, pause } from './measure.js';
import type { SoundUnderTest } from './sound-under-test.js';

/** Where a run takes place. */
export type Bench = { readonly sound: SoundUnderTest; readonly callers: Callers; readonly load: Load };

/** What calls were possible. */
export type Capacity = {
  readonly calls: number;
  /** The last measurement that passed. */
  readonly measured: Measured | null;
};

const P99_LIMIT_MS = 5;
const LEAST_DELIVERED = 0.995;
const SETTLE_MS = 3000;
const FIRST_STEP = 40;
/** Nobody needs to know more exactly. */
const FINENESS = 0.06;

/** Less of the time than this says nothing about a process. */
const LEAST_OWN = 0.2;

/**
 * Design §7: late by 5 ms in one tick of a hundred at most, and by 40 ms never; and the packets have to arrive.
 * Counted while the machine was ours.
 */
export const passes = (measured: Measured): boolean =>
  measured.ownShare >= LEAST_OWN &&
  measured.p99LatenessMs <= P99_LIMIT_MS &&
  measured.veryLateTicks === 0 &&
  measured.deliveredShare >= LEAST_DELIVERED;

/**
 * Finds how many calls a process can have: twice as many until it fails, halves between from there; what was found must
 * then hold for longer.
 */
export const findCapacity = async (
  bench: Bench,
  options: {
    readonly seconds: number;
    readonly finalSeconds: number;
    readonly most: number;
    readonly say: (text: string) => void;
  },
): Promise<Capacity> => {
  const { seconds, finalSeconds, most, say } = options;
  const attempt = async (calls: number, forSeconds: number): Promise<Measured> => {
    await bench.load.setTo(calls);
    await pause(SETTLE_MS);
    const measured = await measureFor(bench.sound, bench.callers, { calls, seconds: forSeconds });
    say(`  ${calls} calls: ${formatMeasured(measured)}${passes(measured) ? '' : ' – too many'}`);
    return measured;
  };
  let good = await search(most, async (calls) => passes(await attempt(calls, seconds)));
  for (; good > 0; good = Math.floor(good * (1 - FINENESS))) {
    const measured = await attempt(good, finalSeconds);
    if (passes(measured)) return { calls: good, measured };
  }
  return { calls: 0, measured: null };
};

/** The most calls that hold, to within a few percent; 0 when none does. */
const search = async (most: number, holds: (calls: number) => Promise<boolean>): Promise<number> => {
  let good = 0;
  let bad = most + 1;
  for (let calls = FIRST_STEP; calls <= most && bad > most; calls *= 2) {
    if (await holds(calls)) good = calls;
    else bad = calls;
  }
  while (bad <= most && bad - good > Math.max(2, good * FINENESS)) {
    const calls = Math.round((good + bad) / 2);
    if (await holds(calls)) good = calls;
    else bad = calls;
  }
  return good;
};

/** One line for people. */
export const formatMeasured = (measured: Measured): string => {
  const { p99LatenessMs, veryLateTicks, ownShare, whole, cpuMs, wallMs, deliveredShare, residentMb, callers } =
    measured;
  return [
    `p99 lateness ${p99LatenessMs} ms`,
    `${veryLateTicks} over 40 ms`,
    `${((1 - ownShare) * 100).toFixed(0)} % of the time not ours (with it p99 ${whole.p99LatenessMs} ms, ${whole.veryLateTicks} over 40 ms)`,
    `CPU ${((cpuMs / wallMs) * 100).toFixed(0)} %`,
    `${(deliveredShare * 100).toFixed(2)} % came back`,
    `${residentMb.toFixed(0)} MB`,
    `callers late by ${callers.lateMs.toFixed(0)} ms at most`,
  ].join(', ');
};
