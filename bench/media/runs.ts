import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SoundConfig } from '../../apps/media/src/link/messages.js';
import { Callers } from './callers.js';
import { type Bench, findCapacity, formatMeasured } from './capacity.js';
import { type CallKind, Load } from './load.js';
import { type Measured, measureFor, pause } from './measure.js';
import { canPin } from './pinned.js';
import { SoundUnderTest } from './sound-under-test.js';

/** Where the sound process finds its files. */
export type Folders = { readonly recordingsDir: string; readonly promptsDir: string; readonly ttsCacheDir: string };

/** What all runs share; each adds its figures. */
export type Run = {
  readonly folders: Folders;
  readonly seconds: number;
  readonly finalSeconds: number;
  /** No more calls than this are tried. */
  readonly most: number;
  /** So many are measured, and how many are possible is not asked; null asks. */
  readonly fixedCalls: number | null;
  readonly figures: Record<string, number | boolean>;
  readonly say: (text: string) => void;
};

const built = (path: string): string => fileURLToPath(new URL(`../../../apps/media/dist/${path}`, import.meta.url));
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** Caches warm up in it: kept prompts are encoded, the recogniser compiles its grammar. */
const WARM_UP_MS = 5000;
/** Calls that come first: with them all that is started once is there, and no part of what a call needs. */
const FIRST_CALLS = 4;
/** Calls while code spins, when their number is not known from the same run. */
const DEFAULT_HALF = 100;

/** Settings of a sound process for the benchmark. */
export const soundConfig = (folders: Folders): SoundConfig => ({
  index: 0,
  host: '127.0.0.1',
  webrtcPort: 0,
  publicAddress: null,
  rtpPorts: { first: 34_000, last: 49_999, share: 0 },
  rtpGoneAfterMs: 60_000,
  ...folders,
  ttsCacheMaxMb: 100,
  ttsCacheKeepsPersonal: false,
  speech: { providers: { recognisers: [], voices: [] }, keys: {} },
  asrWorkers: 1,
  allowPrivateUrls: false,
  logLevel: 'error',
});

/** Opens a sound process with its callers, and closes both. */
export const withBench = async <Result>(
  options: {
    readonly entry: string;
    readonly folders: Folders;
    readonly kind: CallKind;
    readonly where: 'first' | 'any';
  },
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> => {
  const { entry, folders, kind, where } = options;
  const sound = new SoundUnderTest(entry, soundConfig(folders), where);
  const callers = new Callers();
  try {
    await sound.ready;
    await callers.speak(kind.codec);
    return await work({ sound, callers, load: new Load(sound, callers, kind) });
  } finally {
    callers.close();
    await sound.close();
  }
};

/** Calls as the defaults make them. */
export const runVariant = async (run: Run, name: string, kind: Omit<CallKind, 'isBare'>): Promise<void> => {
  run.say(`${name}: ${JSON.stringify(kind)}`);
  const entry = built('sound.main.js');
  await withBench({ entry, folders: run.folders, kind: { ...kind, isBare: false }, where: 'first' }, async (bench) => {
    await bench.load.setTo(FIRST_CALLS);
    await pause(WARM_UP_MS);
    const warm = await bench.sound.load();
    const calls = await callsToMeasure(run, name, bench);
    const measured = await steadyLoad(run, bench, calls);
    noteSteady(run, name, measured, calls);
    if (name === 'g711Calls')
      run.figures.mbPerCall = round((measured.residentMb - warm.residentBytes / MB) / Math.max(1, calls - FIRST_CALLS));
    if (kind.hasAsr) run.figures[`${name}TranscriptsPerCallMinute`] = await transcriptRate(bench);
    for (const [text, count] of bench.sound.errors) run.say(`  ${count} errors: ${text}`);
    run.figures[`${name}Errors`] = [...bench.sound.errors.values()].reduce((sum, count) => sum + count, 0);
  });
};

/** How many calls to state the cost of: half of those that are possible, or what was asked for. */
const callsToMeasure = async (run: Run, name: string, bench: Bench): Promise<number> => {
  if (run.fixedCalls !== null) return run.fixedCalls;
  const { calls, measured } = await findCapacity(bench, run);
  note(run, name, { calls, measured });
  return Math.max(1, Math.floor(calls / 2));
};

/** So many calls, measured for as long as the capacity was. A fresh heap would look better than it is. */
const steadyLoad = async (run: Run, bench: Bench, calls: number): Promise<Measured> => {
  await bench.load.setTo(calls);
  await pause(WARM_UP_MS);
  const measured = await measureFor(bench.sound, bench.callers, { calls, seconds: run.finalSeconds });
  run.say(`  cost at ${calls}: ${formatMeasured(measured)}`);
  return measured;
};

const WATCHED_MS = 20_000;
/** Words understood, by call and minute: a recogniser that is never asked costs nothing. */
const transcriptRate = async ({ sound, load }: Bench): Promise<number> => {
  const count = () => sound.events.get('transcriptionFinal') ?? 0;
  const before = count();
  await pause(WATCHED_MS);
  return round(((count() - before) * 60_000) / WATCHED_MS / Math.max(1, load.ids.length));
};

/** A process that only echoes. */
export const runFloor = async (run: Run, program: string, name: string): Promise<void> => {
  run.say(name);
  const kind: CallKind = { codec: 'pcmu', prompt: null, hasAsr: false, isBare: true };
  await withBench({ entry: beside(program), folders: run.folders, kind, where: 'first' }, async (bench) => {
    const calls = await callsToMeasure(run, name, bench);
    noteSteady(run, name, await steadyLoad(run, bench, calls), calls);
  });
};

/** Half the G.711 calls while every thread for users' code spins to its limit, nothing held to any core. */
export const runSpinning = async (run: Run): Promise<void> => {
  run.say('spinning code');
  const capacity = run.figures.g711CallsPerCore;
  const known = typeof capacity === 'number' && capacity > 0 ? Math.floor(capacity / 2) : DEFAULT_HALF;
  const calls = run.fixedCalls ?? known;
  const kind: CallKind = { codec: 'pcmu', prompt: 'bench-8000', hasAsr: false, isBare: false };
  const entry = built('sound.main.js');
  await withBench({ entry, folders: run.folders, kind, where: 'any' }, async (bench) => {
    await bench.load.setTo(calls);
    await pause(WARM_UP_MS);
    const watch = () => measureFor(bench.sound, bench.callers, { calls, seconds: run.finalSeconds });
    const quiet = await watch();
    const spinner = fork(beside('spinner.js'), [built('code/code-pool.js')]);
    let rounds = 0;
    spinner.on('message', () => {
      rounds += 1;
    });
    await pause(WARM_UP_MS);
    const busy = await watch();
    spinner.kill();
    run.say(`  ${calls} calls, quiet: ${formatMeasured(quiet)}`);
    run.say(`  ${calls} calls, spinning (${rounds} limits reached): ${formatMeasured(busy)}`);
    run.figures.tickLatenessP99MsWithSpinningCodeNode = busy.p99LatenessMs;
    run.figures.tickLatenessP99MsWithoutSpinningCodeNode = quiet.p99LatenessMs;
    run.figures.ticksOver40MsWithSpinningCodeNode = busy.veryLateTicks;
    run.figures.spinningCodeLimitsReached = rounds;
  });
};

const MB = 1024 * 1024;
const round = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * A core counts all threads of the process. Held to one core the calls are those of one core; where that cannot be done, they
 * are divided by the cores that were used, if that is more than one.
 */
const note = (run: Run, name: string, { calls, measured }: { calls: number; measured: Measured | null }): void => {
  const cores = measured === null || canPin ? 1 : Math.max(1, measured.cpuMs / measured.wallMs);
  run.figures[`${name}PerCore`] = Math.floor(calls / cores);
  if (measured === null) return;
  run.figures[`${name}P99LatenessMs`] = measured.p99LatenessMs;
  run.figures[`${name}P99LatenessMsWithTimeNotOurs`] = measured.whole.p99LatenessMs;
  run.figures[`${name}ShareOfTimeNotOurs`] = round(1 - measured.ownShare);
  run.figures[`${name}CpuShare`] = round(measured.cpuMs / measured.wallMs);
};

const noteSteady = (run: Run, name: string, measured: Measured, calls: number): void => {
  const perCall = measured.cpuMs / measured.wallMs / calls;
  run.figures[`${name}CostMeasuredAt`] = calls;
  run.figures[`${name}CpuMsPerCallSecond`] = round(perCall * 1000);
  // What one core would carry if CPU were all that counted.
  run.figures[`${name}PerCoreByCpu`] = Math.floor(1 / perCall);
};
