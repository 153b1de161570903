import type { Figures } from './figures.js';

/** The figures for people: what was measured, how much, and what was aimed at. */
export const tableOf = (figures: Figures): string => {
  const { versions, machine, perCall } = figures;
  const rows: readonly (readonly [what: string, value: number | string, note: string])[] = [
    ['node steps a second, journal on', figures.stepsPerSec, 'goal 250,000'],
    ['  the journal alone', figures.journalFloorStepsPerSec, 'its lines by JSON.stringify, and no engine'],
    [`  XState ${versions.xstate}`, figures.xstateStepsPerSec, `ours is ${figures.timesXstate} times that`],
    [`  Node-RED ${versions.nodeRed}`, figures.nodeRedStepsPerSec, `ours is ${figures.timesNodeRed} times that`],
    ['  Node-RED, every node counted', figures.nodeRedInvocationsPerSec, `${perCall.nodeRed.invocations} nodes a call`],
    ['simulated calls a second', figures.callsPerSec, 'goal 10,000'],
    ['bytes a paused call', figures.bytesPerPausedCall, 'goal under 4,000'],
    ['  process with all of them, MB', figures.pausedProcessMb, `${written(figures.pausedCalls)} calls wait`],
    ['check of 200 nodes, ms', figures.check200Ms, `goal under 1,000; first ${figures.check200.firstMs}`],
    ['check of 2,000 nodes, ms', figures.check2000Ms, `first ${figures.check2000.firstMs}`],
  ];
  const body = rows.map(([what, value, note]) => `${what.padEnd(32)} ${written(value).padStart(12)}  ${note}`);
  const run = `${machine.cpu}, ${machine.cores} cores, load ${machine.load1}; Node ${versions.node}`;
  return ['', ...body, '', run].join('\n');
};

const written = (value: number | string): string => (typeof value === 'number' ? value.toLocaleString('en-US') : value);
