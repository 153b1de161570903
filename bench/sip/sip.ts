import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sine, writeWav } from '@callwright/audio';
import type { FlowDocument } from '@callwright/protocol';
import { flowOf } from '../../e2e/support/flows.js';
import { Rest } from '../../e2e/support/rest.js';
import { Telephony } from '../../e2e/support/sip/telephony.js';
import type { startStack } from '../../tools/stack.mjs';
import { round } from '../turn/figures.js';
import { type Load, type LoadResult, runFloor, runLoad } from './load.js';
import { RtpCounts } from './rtp-counts.js';

const NUMBER = '+493012345';
const HOLD_MS = 10_000;
const RATE_HZ = 8000;
/** Longer than any call is held. */
const TONE_MS = 40_000;
/** What the page asks for, and what is tried when that is too much. */
const WANTED_CPS = 50;
const WANTED_S = 60;
const STEPS_CPS = [4, 8, 12, 16, 20, 25, 30, 40, 50];
const LOSS_PERCENT = 10;

/**
 * `npm run -s bench -- sip [--json] [--seconds=60] [--step=15]`: calls by SIP with sound, against the whole stack with the
 * embedded server; sipp's own answering side in the same run. The last line of output is one JSON object.
 * @param start starts the stack; handed in, since it loads the built apps as Node does
 * @param sink the built program that counts sound
 */
export const runSipBenchmark = async (
  options: readonly string[],
  start: typeof startStack,
  sink: string,
): Promise<void> => {
  const say = options.includes('--json') ? () => undefined : (text: string) => console.log(text);
  const seconds = numberOf(options, 'seconds') ?? WANTED_S;
  const step = numberOf(options, 'step') ?? 15;
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-bench-sip-'));
  const stack = await start({ dataDir, apps: ['api', 'media'], isDurable: false, env: environment() });
  const counts = await RtpCounts.start(sink);
  try {
    if (!stack.firstLogin) throw new Error('The stack did not come up as a new one.');
    const rest = new Rest({ urls: stack.urls, login: stack.firstLogin });
    await openNumber(rest);
    const target = `127.0.0.1:${stack.ports.sip}`;
    const pid = stack.pidOf('media') ?? 0;
    const figures = await measure({ target, counts, say, seconds, step, pid, rest });
    say(JSON.stringify(figures, null, 2));
    console.log(JSON.stringify(figures));
  } finally {
    counts.close();
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const numberOf = (options: readonly string[], name: string): number | null => {
  const text = options.find((option) => option.startsWith(`--${name}=`))?.slice(name.length + 3);
  return text === undefined ? null : Number(text);
};

const environment = () => ({
  ...process.env,
  CALLWRIGHT_MAX_CALLS: '2000',
  CALLWRIGHT_LOG_LEVEL: 'warn',
});

/** A number that plays a tone, open to this machine. */
const openNumber = async (rest: Rest): Promise<void> => {
  const tone = writeWav({ rateHz: RATE_HZ, channels: [sine(440, TONE_MS, RATE_HZ, 0.3)] });
  const { id } = await rest.uploadPrompt('load', tone);
  const flow = await rest.createFlow('load', playing(`prompt:${id}`));
  await rest.publish(flow);
  const endpoint = await rest.createEndpoint('load', flow.id);
  const telephony = new Telephony(rest);
  const trunk = await telephony.createTrunk({
    name: 'load',
    gateways: [{ host: '127.0.0.1', port: 9, transport: 'udp', priority: 10 }],
    inboundAddresses: ['127.0.0.1/32'],
    checksHealth: false,
    maxCalls: 10_000,
  });
  await telephony.createNumber({ pattern: NUMBER, trunkId: trunk.id, endpointId: endpoint.id });
};

type Measuring = {
  readonly target: string;
  readonly counts: RtpCounts;
  readonly say: (text: string) => void;
  readonly seconds: number;
  readonly step: number;
  readonly pid: number;
  readonly rest: Rest;
};

const measure = async (measuring: Measuring) => {
  const { say, seconds, step, pid } = measuring;
  say('floor: sipp to sipp, no sound');
  const floor = await runFloor({ callsPerSecond: WANTED_CPS, seconds: step, holdMs: HOLD_MS });
  const idleMb = memoryMb(pid);
  await attempt(measuring, { callsPerSecond: 2, seconds: 5, holdMs: 2000 }, 'warm-up');
  const { best, held } = await mostCalls(measuring);
  const lossRate = Math.max(1, Math.min(best, 5));
  const lossy = await attempt(
    measuring,
    { callsPerSecond: lossRate, seconds: step, holdMs: HOLD_MS, lostPercent: LOSS_PERCENT },
    'packets lost',
  );
  const wanted = await attempt(measuring, { callsPerSecond: WANTED_CPS, seconds, holdMs: HOLD_MS }, 'wanted load');
  // A step shorter than a call never has all of them up.
  const concurrent = best * Math.min(HOLD_MS / 1000, step);
  return {
    callsPerSec: best,
    concurrentCalls: concurrent,
    inviteTo200P50Ms: held?.inviteTo200P50Ms ?? null,
    inviteTo200P99Ms: held?.inviteTo200P99Ms ?? null,
    leastPacketsOf500: held?.leastPackets ?? null,
    mbPerCall: held === null ? null : round((held.mostMb - idleMb) / concurrent),
    cpuMsPerCall: held === null ? null : round(held.cpuMs / held.calls),
    callsPerSecPerCoreByCpu: held === null ? null : round((1000 * held.calls) / held.cpuMs),
    callsAt50Cps: wanted.calls,
    failedAt50Cps: wanted.failed,
    servedAt50Cps: wanted.servedCalls,
    packetsP1At50Cps: wanted.packetsP1,
    inviteTo200P99MsAt50Cps: wanted.inviteTo200P99Ms,
    callsAt10PctLoss: lossy.calls,
    failedAt10PctLoss: lossy.failed,
    floorSippCallsPerSec: floor.callsPerSec,
    floorSippFailed: floor.failed,
  };
};

/** A load, and what the media service needed for it. */
type Attempt = LoadResult & { readonly mostMb: number; readonly cpuMs: number };

const attempt = async (measuring: Measuring, load: Load, name: string): Promise<Attempt> => {
  const { target, counts, say, pid, rest } = measuring;
  await untilNoCalls(rest);
  const cpuBeforeMs = cpuOfMs(pid);
  const running = runLoad(target, NUMBER, load, counts);
  const watched = watchMemory(pid, running);
  const result = { ...(await running), mostMb: await watched, cpuMs: cpuOfMs(pid) - cpuBeforeMs };
  say(`${name}: ${JSON.stringify(result)}`);
  return result;
};

/** More and more calls a second, as long as all are served. */
const mostCalls = async (measuring: Measuring): Promise<{ readonly best: number; readonly held: Attempt | null }> => {
  let best = 0;
  let held: Attempt | null = null;
  for (const callsPerSecond of STEPS_CPS) {
    const load = { callsPerSecond, seconds: measuring.step, holdMs: HOLD_MS };
    const result = await attempt(measuring, load, `${callsPerSecond} calls/s`);
    if (!isServed(result)) break;
    best = callsPerSecond;
    held = result;
  }
  return { best, held };
};

const SETTLED_WITHIN_MS = 60_000;

/** Calls of a load that was too much are no part of the next. */
const untilNoCalls = async (rest: Rest): Promise<void> => {
  const endMs = performance.now() + SETTLED_WITHIN_MS;
  while ((await rest.calls()).some(({ status }) => status !== 'ended')) {
    if (performance.now() > endMs) throw new Error('Calls of the load before are still there.');
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  }
};

/** Nothing failed, and every call was given what it should hear. */
const isServed = (result: LoadResult): boolean => result.failed === 0 && result.servedCalls >= result.calls;

const MB = 1024;
const WATCH_MS = 500;

/** Something of a process and those it started, together. */
const ofFamily = (pid: number, read: (pid: number) => number): number => {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + ofFamily(Number(child), read), read(pid));
};

const memoryMb = (pid: number): number =>
  ofFamily(pid, (one) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0) / MB);

/** Processor time so far: hundredths of a second of the system and of the program itself (proc(5)). */
const cpuOfMs = (pid: number): number =>
  ofFamily(pid, (one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  });

/** The most memory while something runs. */
const watchMemory = async (pid: number, running: Promise<unknown>): Promise<number> => {
  let most = memoryMb(pid);
  let isOver = false;
  const over = running.finally(() => (isOver = true)).catch(() => undefined);
  while (!isOver) {
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, WATCH_MS))]);
    most = Math.max(most, memoryMb(pid));
  }
  return most;
};

const playing = (url: string): FlowDocument =>
  flowOf('tone', { tone: ['play', { url }], end: ['hangup', {}] }, [['tone', 'done', 'end']]);
