import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

const REQUEST_STARTS = 'http.server.request.start';
const FORWARDED_FOR = 'x-forwarded-for';

/**
 * Puts the address that a request comes from behind what the request itself says about it, as every proxy does: the api
 * counts sign-ins by the last address it has no reason to believe, and Next leaves what a client says as it is.
 * @returns a function that ends it
 */
export const nameCallers = (): (() => void) => {
  subscribe(REQUEST_STARTS, nameCaller);
  return () => void unsubscribe(REQUEST_STARTS, nameCaller);
};

const nameCaller = (message: unknown): void => {
  const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : null;
  if (!(request instanceof IncomingMessage)) return;
  const { headers, socket } = request;
  headers[FORWARDED_FOR] = [headers[FORWARDED_FOR], socket.remoteAddress].filter(Boolean).join(', ');
};
