import { fileURLToPath } from 'node:url';
import { runSipp, type SippResult, startSipp } from '../../e2e/support/sip/sipp.js';
import { percentile, round } from '../turn/figures.js';
import type { CallPackets, RtpCounts } from './rtp-counts.js';

/** So many calls a second, each held for a while. */
export type Load = {
  readonly callsPerSecond: number;
  readonly seconds: number;
  readonly holdMs: number;
  readonly lostPercent?: number;
};

/** What came of a load. */
export type LoadResult = {
  readonly calls: number;
  readonly failed: number;
  /** INVITE to 200, from sipp's own counts: upper ends of its steps, in ms. */
  readonly inviteTo200P50Ms: number;
  readonly inviteTo200P99Ms: number;
  /** Packets of the calls that were answered: the worst, and one in a hundred. */
  readonly leastPackets: number;
  readonly packetsP1: number;
  /** Calls that received 90 % of the packets of their time, and heard the prompt. */
  readonly servedCalls: number;
  readonly problems: string;
};

const scenario = fileURLToPath(new URL('./call.xml', import.meta.url));
const BLOCK_MS = 20;
/** Of a prompt that sounds all the time. */
const LEAST_LOUD_SHARE = 0.5;
const SERVED_SHARE = 0.9;

/** Calls a number under load. @param counts where the sound goes */
export const runLoad = async (target: string, number: string, load: Load, counts: RtpCounts): Promise<LoadResult> => {
  const { callsPerSecond, seconds, holdMs, lostPercent } = load;
  const calls = Math.round(callsPerSecond * seconds);
  await counts.take();
  const result = await runSipp({
    scenario,
    target,
    calls,
    callsPerSecond,
    most: calls,
    service: number,
    keys: { sink: String(counts.port) },
    timeoutS: Math.ceil(seconds + holdMs / 1000 + 60),
    ...(lostPercent === undefined ? {} : { lostPercent }),
    more: ['-d', String(holdMs), '-recv_timeout', '20000', '-trace_rtt', '-rtt_freq', '1'],
  });
  return { calls, ...figuresOf(result, await counts.take(), holdMs) };
};

const figuresOf = (result: SippResult, heard: readonly CallPackets[], holdMs: number): Omit<LoadResult, 'calls'> => {
  const expected = holdMs / BLOCK_MS;
  const packets = heard.map((call) => call.packets);
  const served = heard.filter(
    (call) => call.packets >= expected * SERVED_SHARE && call.loud >= call.packets * LEAST_LOUD_SHARE,
  );
  return {
    failed: result.failed,
    inviteTo200P50Ms: round(percentile(result.responseTimesMs, 0.5)),
    inviteTo200P99Ms: round(percentile(result.responseTimesMs, 0.99)),
    leastPackets: packets.length === 0 ? 0 : Math.min(...packets),
    packetsP1: packets.length === 0 ? 0 : percentile(packets, 0.01),
    servedCalls: served.length,
    problems: result.problems.slice(0, 500),
  };
};

/** sipp's own answering side under the same signalling, without sound: what the tools and this machine can do. */
export const runFloor = async (load: Load): Promise<{ readonly callsPerSec: number; readonly failed: number }> => {
  const calls = Math.round(load.callsPerSecond * load.seconds);
  const uas = await startSipp({ scenario: 'uas', calls, timeoutS: load.seconds + 60 });
  const startedMs = performance.now();
  const result = await runSipp({
    scenario,
    target: `127.0.0.1:${uas.port}`,
    calls,
    callsPerSecond: load.callsPerSecond,
    most: calls,
    service: 'floor',
    keys: { sink: '9' },
    timeoutS: load.seconds + 60,
    more: ['-d', String(load.holdMs)],
  });
  const wallMs = performance.now() - startedMs - load.holdMs;
  await uas.stop();
  return { callsPerSec: round(calls / (wallMs / 1000)), failed: result.failed };
};
