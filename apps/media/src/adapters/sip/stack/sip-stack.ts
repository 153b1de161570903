import type { SipRequest, SipResponse } from '@callwright/sip';

/**
 * What the adapter needs of SIP: transactions and dialogs, without what they are used for. The real one is drachtio-srf
 * (`drachtio-stack.ts`), in front of the embedded server or a drachtio-server.
 */

/** Headers to write: a list becomes as many header lines. */
export type HeadersToWrite = Readonly<Record<string, string | readonly string[]>>;

/** What goes with a message. `body` is SDP unless `Content-Type` says otherwise. */
export type MessageContent = { readonly headers?: HeadersToWrite; readonly body?: string };

/** Where a message came from, as its socket had it. */
export type SipSource = { readonly transport: string; readonly address: string; readonly port: number };

/** A request of somebody else's. */
export type IncomingRequest = {
  readonly message: SipRequest;
  /** Its body as text; empty when it has none. */
  readonly body: string;
  readonly source: SipSource;
  /** The dialog it is of: `<Call-ID>;from-tag=<tag of the From of the INVITE>`; null for one of none. */
  readonly dialogId: string | null;
  /** The server ended the dialog by itself (no ACK, a session that was not refreshed): there is nobody to answer. */
  readonly isUnsolicited: boolean;
  /**
   * Sends a response; after a final one nothing more. Never rejects.
   * @returns what was sent; null when it could not be
   */
  readonly respond: (status: number, content?: MessageContent, reason?: string) => Promise<SipResponse | null>;
  /** Told once when an INVITE is given up by its sender; its 487 has gone out already. */
  readonly onCancel: (listener: (cancel: SipRequest) => void) => void;
  /** Told of an UPDATE while this INVITE has no final response. */
  readonly onUpdate: (listener: (update: IncomingRequest) => void) => void;
};

/** A response to a request of ours. */
export type IncomingResponse = {
  readonly message: SipResponse;
  readonly body: string;
  readonly source: SipSource;
  readonly dialogId: string | null;
  /** Sends the ACK of a 2xx to an INVITE, or the PRACK of a reliable provisional response; nothing for others. */
  readonly acknowledge: (content?: MessageContent) => void;
};

/** A request of ours: within a dialog it needs no `uri`. `proxy` is where it goes first, whatever the URI says. */
export type OutgoingRequest = MessageContent & {
  readonly method: string;
  readonly uri?: string;
  readonly proxy?: string;
  readonly dialogId?: string;
};

/** A request that has gone out. */
export type SentRequest = {
  /** As it was written, Via and all. */
  readonly message: SipRequest;
  /** Takes an INVITE back; its 487, or a 2xx that crossed it, comes as a response. */
  readonly cancel: (content?: MessageContent) => void;
  /** Told of an UPDATE of the other side while an INVITE of ours has no final response. */
  readonly onUpdate: (listener: (update: IncomingRequest) => void) => void;
};

/** Hears of responses: provisional ones, then one final one. */
export type ResponseListener = (response: IncomingResponse) => void;

/** Why a request did not go out. `noDialog`: it was of a dialog that is over. */
export class SipSendError extends Error {
  readonly why: 'noDialog' | 'notConnected' | 'refused';

  constructor(why: SipSendError['why'], message: string) {
    super(message);
    this.name = 'SipSendError';
    this.why = why;
  }
}

/** SIP as the adapter uses it. */
export type SipStack = {
  /** Whether a server is there to talk to. */
  readonly isConnected: () => boolean;
  /** Every request but CANCEL, PRACK that was acknowledged, and those of `onUpdate`. One listener; it must not throw. */
  readonly onRequest: (listener: (request: IncomingRequest) => void) => void;
  /** The connection to the server is there again, or gone: what was under way on it is lost. */
  readonly onConnection: (listener: (isConnected: boolean) => void) => void;
  /** @throws SipSendError when it could not be sent */
  readonly send: (request: OutgoingRequest, onResponse: ResponseListener) => Promise<SentRequest>;
  /** Lets go of the server. May be called twice; never throws. */
  readonly close: () => Promise<void>;
};
