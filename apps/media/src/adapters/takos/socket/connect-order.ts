import type { TransportSide } from '../sfu/web-peer.js';

/** What is known of a client's transports when a `connect` comes. */
export type ConnectState = {
  readonly isSendConnected: boolean;
  readonly isRecvConnected: boolean;
  /** It has been given something to consume. */
  readonly hasConsumed: boolean;
  /** And has asked to connect or produce nothing since. */
  readonly isConsumedNewest: boolean;
};

/**
 * Which transport a `connect` is for that names none, as the seed's does. mediasoup-client connects the one to send by with
 * the first `produce`, and the one to receive by with the first `consumed` it applies; this is our reading of which of the two
 * came first (spec 1, "Serving both dialects"). The reply names the transport, so that a client can see.
 */
export const sideOfConnect = (state: ConnectState): TransportSide => {
  const { isSendConnected, isRecvConnected, hasConsumed, isConsumedNewest } = state;
  const isForRecv = hasConsumed && !isRecvConnected && (isSendConnected || isConsumedNewest);
  return isForRecv || isSendConnected ? 'recv' : 'send';
};
