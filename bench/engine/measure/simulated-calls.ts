import { compileFlow } from '@callwright/flow-engine';
import { ScriptedCaller, SimulatedCall } from '@callwright/flow-engine/testing';
import { nodeTypes } from '@callwright/nodes/executors';
import { callwrightFlow } from '../ivr/callwright-flow.js';
import { median } from './median.js';

const ROUNDS = 7;
const WARM_UP_ROUNDS = 3;

/**
 * Whole simulated calls of the IVR a second, on one core: arrival, voice, keys, the timers of the question, hangup, and a
 * journal of all of it; half press 1, half press 2. The journal is not verified.
 * @param forMs length of a round
 */
export const measureSimulatedCalls = (forMs: number): number => {
  const program = compileFlow(callwrightFlow(), nodeTypes);
  const makeCall = (keys: string): void => {
    const call = new SimulatedCall({ program });
    new ScriptedCaller(call).presses(keys);
    call.advanceUntil(() => call.isOver);
    if (call.model.status !== 'over' || call.instance.status !== 'finished')
      throw new Error('A simulated call of the IVR did not come to its end.');
  };
  const round = (): number => {
    const startedMs = performance.now();
    let calls = 0;
    for (; performance.now() - startedMs < forMs; calls += 2) {
      makeCall('1');
      makeCall('2');
    }
    return (calls * 1000) / (performance.now() - startedMs);
  };
  for (let nth = 0; nth < WARM_UP_ROUNDS; nth += 1) round();
  return median(Array.from({ length: ROUNDS }, round));
};
