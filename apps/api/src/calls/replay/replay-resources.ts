import type { PathMove, PathReplay, ReplayMoment } from '@callwright/flow-engine';
import type { CallReplay, FlowRef } from '@callwright/protocol';

type Moment = Pick<NonNullable<CallReplay['change']>, 'seq' | 'atMs' | 'event' | 'nodeId' | 'subflow'>;
type Move = NonNullable<CallReplay['divergence']>['now'];

/** A replay as people see it. @param flow what the call was taken through */
export const replayOf = (flow: FlowRef, { turns, change, divergence }: PathReplay): CallReplay => ({
  flow,
  same: divergence === null,
  turns,
  divergence: divergence && {
    ...momentOf(divergence),
    recorded: moveOf(divergence.recorded),
    now: moveOf(divergence.now),
  },
  change: change && { ...momentOf(change), recorded: change.recorded, now: change.now },
});

const momentOf = ({ seq, atMs, event, step, subflow }: ReplayMoment): Moment => ({
  seq,
  atMs,
  event,
  nodeId: step,
  subflow,
});

const moveOf = (move: PathMove | null): Move => {
  if (move?.move !== 'enters' && move?.move !== 'leaves') return move;
  const { step, ...rest } = move;
  return { ...rest, nodeId: step };
};
