import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, type Socket } from 'node:net';
import { AppError } from '@callwright/protocol';
import { familyOf } from './allowed-addresses.js';
import type { OutboundHeaders } from './request.js';
import { hostOf, type ResolvedAddress } from './resolve-server.js';

/** One request on the wire. */
export type Exchange = {
  readonly method: string;
  readonly url: URL;
  readonly headers: OutboundHeaders;
  readonly body: Uint8Array | null;
  /** The only addresses that may be connected to. */
  readonly addresses: readonly ResolvedAddress[];
  readonly ca: string | undefined;
};

const MAX_ANSWER_HEADER_BYTES = 32 * 1024;

/**
 * Sends one request and gives its answer as soon as the headers are there. The caller reads or destroys it.
 * @throws AppError `http.network`, `http.refusedAddress`; an abort rejects with the signal's reason
 */
export function exchange(sent: Exchange, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asking = ask(sent, signal);
    const refuse = (error: AppError) => {
      reject(error);
      asking.destroy();
    };
    asking.once('response', resolve);
    asking.on('error', (cause) => reject(signal.aborted ? signal.reason : networkError(sent.url, cause)));
    // Unheard, these would leave the request without an answer.
    asking.once('upgrade', (_answer, socket) => {
      socket.destroy();
      refuse(new AppError('http.network', `${hostOf(sent.url)} changed to another protocol.`));
    });
    asking.once('close', () => reject(signal.aborted ? signal.reason : networkError(sent.url)));
    guardConnection(asking, sent, refuse);
    asking.end(sent.body ?? undefined);
  });
}

/** A failure of the connection, without anything that was sent. */
export const networkError = (url: URL, cause?: unknown): AppError =>
  new AppError('http.network', `The connection to ${hostOf(url)} failed.`, { cause });

function ask({ method, url, headers, body, addresses, ca }: Exchange, signal: AbortSignal): ClientRequest {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return request(url, {
    method,
    headers: body === null ? headers : { ...headers, 'content-length': body.length },
    signal,
    agent: false,
    ca,
    maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
    // The addresses that were checked, whatever the name means by now.
    lookup: (_host, { all }, done) => {
      const [first] = addresses;
      if (all === true) done(null, [...addresses]);
      else done(first ? null : new Error('no address'), first?.address ?? '', first?.family);
    },
  });
}

/** Looks where the connection really leads before anything is sent over it. */
function guardConnection(asking: ClientRequest, { addresses }: Exchange, refuse: (error: AppError) => void): void {
  const checked = new BlockList();
  for (const { address } of addresses) checked.addAddress(address, familyOf(address));
  asking.once('socket', (socket: Socket) => {
    socket.prependOnceListener('connect', () => {
      const { remoteAddress = '' } = socket;
      if (!checked.check(remoteAddress, familyOf(remoteAddress)))
        refuse(new AppError('http.refusedAddress', 'The connection led to an address that was not checked.'));
    });
  });
}
