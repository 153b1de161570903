import type { Simulator, SimulatorState } from '@callwright/flow-engine/simulator';
import type { JournalLine } from '@callwright/protocol';

/** Moments looked at before a call is taken to go on by itself to its end. */
const MAX_MOMENTS = 400;

/** Whether a call waits for somebody: the caller, a line that rings, a service, or nothing any more. */
export const isSomebodysTurn = ({ isOver, isCallersTurn, waitingFor }: SimulatorState): boolean =>
  isOver || isCallersTurn || waitingFor.some(({ kind }) => kind !== 'question' && kind !== 'message');

/** How long one has to listen until the call waits for somebody; null when it never does before its end. */
export const msToNextTurn = (simulator: Simulator): number | null =>
  find(simulator, (state) => isSomebodysTurn(state) && !state.isOver);

/** How long until anything happens by itself; null when nothing will. */
export const msToNextChange = (simulator: Simulator): number | null => {
  const { atMs } = simulator.state;
  const next = momentsAfter(simulator)[0];
  return next === undefined ? null : next - atMs;
};

/** When that began to play which was played last, in ms since the call arrived; null when nothing was. */
export const startOfLastPlayback = (journal: readonly JournalLine[]): number | null =>
  journal.findLast((line) => line.kind === 'event' && line.event.event === 'trackStart')?.atMs ?? null;

const find = (simulator: Simulator, isFound: (state: SimulatorState) => boolean): number | null => {
  const { atMs } = simulator.state;
  for (const moment of momentsAfter(simulator).slice(0, MAX_MOMENTS)) {
    const { state } = simulator.fork().do({ isSilent: moment - atMs });
    if (isFound(state)) return moment - atMs;
  }
  return null;
};

// What a caller who says nothing would see happen, and when.
const momentsAfter = (simulator: Simulator): readonly number[] => {
  const { atMs, journal } = simulator.state;
  const ahead = simulator.fork().finish().state.journal.slice(journal.length);
  return [...new Set(ahead.map((line) => line.atMs))].filter((ms) => ms > atMs);
};
