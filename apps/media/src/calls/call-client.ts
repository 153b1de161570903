import type { SessionEvent } from '@callwright/protocol';
import type { CallLeg } from './call-leg.js';

/** Somebody who drives a call from elsewhere than its leg: on a socket of their own. */
export type CallClient = {
  /** Aborted when they have gone, which ends the call. */
  readonly signal: AbortSignal;
  readonly send: (event: SessionEvent) => void;
  /** Closes their connection once everything sent is out. May be called twice; never throws. */
  readonly close: () => Promise<void>;
};

/** A leg whose events are told to a client, too, and that ends with whichever of the two goes first. */
export const withClient = (leg: CallLeg, client: CallClient): CallLeg => {
  // Written out: a leg may be an object with getters or private state, which a spread would lose.
  const { callId, protocol, direction, from, to, capabilities, handles, cannot, headers, option } = leg;
  return {
    callId,
    protocol,
    direction,
    from,
    to,
    capabilities,
    handles,
    ...(cannot && { cannot }),
    headers,
    option,
    signal: AbortSignal.any([leg.signal, client.signal]),
    openSound: (stream, post) => leg.openSound(stream, post),
    perform: (command) => leg.perform(command),
    endWith: (ending) => leg.endWith?.(ending),
    send: (event) => {
      leg.send(event);
      client.send(event);
    },
    signalling: () => leg.signalling?.() ?? null,
    close: async () => void (await Promise.all([leg.close(), client.close()])),
  };
};
