import type { ParsedSipMessage, SipEndpoint, SipPath } from '@callwright/sip';

/** A UDP socket or a connection: what a path's `connectionId` names. */
export type Flow = {
  readonly id: string;
  /** The path to somebody: to the one other end there is, or by UDP to `remote`. */
  readonly pathTo: (remote: SipEndpoint) => SipPath;
  readonly isOpen: () => boolean;
  /** Sends one whole message; `onError` is called later, at most once, when it is known not to have gone. */
  readonly send: (bytes: Uint8Array, remote: SipEndpoint, onError: () => void) => void;
  readonly close: () => void;
};

/** Takes what arrives. */
export type Arrivals = {
  /** One datagram or WebSocket message, as it came; good for the time of the call. `flow`: of a datagram. */
  readonly onBytes: (bytes: Uint8Array, path: SipPath, flow?: Pick<Flow, 'send'>) => void;
  /** One message cut out of a stream. */
  readonly onParsed: (parsed: ParsedSipMessage, path: SipPath) => void;
};
