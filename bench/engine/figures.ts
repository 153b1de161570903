import { cpus, loadavg } from 'node:os';
import type { Speed } from './compare.js';
import type { ContenderName } from './ivr/contender.js';
import type { Check } from './measure/check.js';
import { PAUSED_CALLS, type PausedCalls } from './measure/paused-calls.js';

/** All that was measured. */
export type Measured = {
  readonly paused: PausedCalls;
  readonly check200: Check;
  readonly check2000: Check;
  readonly callsPerSec: number;
  readonly speeds: Readonly<Record<ContenderName, Speed>>;
};
/** The benchmark's JSON. */
export type Figures = ReturnType<typeof figuresOf>;

/** The figures by their public names, rounded; rates are of one core. */
export const figuresOf = ({ paused, check200, check2000, callsPerSec, speeds }: Measured) => {
  const { callwright, xstate, nodeRed, journalOnly } = speeds;
  return {
    stepsPerSec: Math.round(callwright.stepsPerSec),
    callsPerSec: Math.round(callsPerSec),
    bytesPerPausedCall: Math.round(paused.bytesPerCall),
    check200Ms: hundredths(check200.medianMs),
    check2000Ms: hundredths(check2000.medianMs),
    xstateStepsPerSec: Math.round(xstate.stepsPerSec),
    nodeRedStepsPerSec: Math.round(nodeRed.stepsPerSec),
    timesXstate: hundredths(callwright.stepsPerSec / xstate.stepsPerSec),
    timesNodeRed: hundredths(callwright.stepsPerSec / nodeRed.stepsPerSec),
    stepsEnteredPerSec: Math.round(
      (callwright.stepsPerSec * callwright.perCall.stepsEntered) / callwright.perCall.nodeSteps,
    ),
    journalFloorStepsPerSec: Math.round(journalOnly.stepsPerSec),
    stepsPerCpuSec: Math.round(callwright.stepsPerCpuSec),
    xstateStepsPerCpuSec: Math.round(xstate.stepsPerCpuSec),
    nodeRedStepsPerCpuSec: Math.round(nodeRed.stepsPerCpuSec),
    journalFloorStepsPerCpuSec: Math.round(journalOnly.stepsPerCpuSec),
    nodeRedInvocationsPerSec: Math.round(
      (nodeRed.stepsPerSec * nodeRed.perCall.invocations) / nodeRed.perCall.nodeSteps,
    ),
    pausedCalls: PAUSED_CALLS,
    pausedProcessMb: Math.round(paused.processMb),
    check200: detailsOf(check200),
    check2000: detailsOf(check2000),
    // Of the texts and values a timed call fills in: Liquid templates, and those that are constant.
    mix: { templatesPerCall: 3, constantsPerCall: 3 },
    perCall: { callwright: callwright.perCall, xstate: xstate.perCall, nodeRed: nodeRed.perCall },
    versions: { node: process.version, xstate: xstate.version, nodeRed: nodeRed.version },
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, load1: hundredths(loadavg()[0] ?? 0) },
  };
};

const detailsOf = ({ medianCpuMs, firstMs, slowestMs, flows, edges, problems }: Check) => ({
  medianCpuMs: hundredths(medianCpuMs),
  firstMs: hundredths(firstMs),
  slowestMs: hundredths(slowestMs),
  flows,
  edges,
  problems,
});

const hundredths = (value: number): number => Math.round(value * 100) / 100;
