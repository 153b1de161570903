import { AppError } from '@callwright/protocol';
import type { CallSessionParts } from './call-session-parts.js';

/** Of the call that is handed on. `signal`: aborted when it ends; `quieten`: stops what plays. */
export type Redirecting = Pick<CallSessionParts, 'driver' | 'flowDriverFor'> & {
  readonly signal: AbortSignal;
  readonly quieten: () => void;
};

/**
 * Gives a call to a flow, or back to its client. Either begins with a quiet line.
 * @param target as a line is named; undefined: back to the client
 * @throws AppError `call.notDriver`, `call.ended`, and why there is no such flow
 */
export const redirectCall = async (
  target: string | undefined,
  { driver, flowDriverFor, signal, quieten }: Redirecting,
): Promise<void> => {
  const { handToFlow, takeBack } = driver;
  if (!handToFlow || !takeBack) throw new AppError('call.notDriver', 'This call is not yours to hand on.');
  const flow = target === undefined ? null : await flowDriverFor(target);
  if (signal.aborted) throw new AppError('call.ended', 'The call is over.');
  quieten();
  if (flow) handToFlow.call(driver, flow);
  else takeBack.call(driver);
};
