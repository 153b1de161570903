import { headersOf, parameterOf, parseVia, type SipResponse } from '@callwright/sip';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { IncomingResponse, SipStack } from '../stack/sip-stack.js';
import { ask, type Question } from '../trunks/ask.js';
import { within } from './within.js';

/** What asking takes. */
export type AskParts = { readonly stack: SipStack; readonly clock: Clock; readonly newId: NewId };

/** Where the far side says that our request came from (RFC 3261 §18.2.1, RFC 3581 §4). `port` is null when it does not say, or it was no UDP. */
export type SeenAs = { readonly address: string; readonly port: number | null };

/** What somebody said to a request. */
export type Answer = {
  readonly message: SipResponse;
  /** Of all final responses in order: a challenge, then what came of it. */
  readonly statuses: readonly number[];
  /** From the last request to its response. */
  readonly roundTripMs: number;
  readonly seenAs: SeenAs | null;
  /** It was not even sent: the address is our own. */
  readonly isLoop: boolean;
};

/** Asks once, with a digest when that is wanted; null when nobody out there said anything in time. */
export const askPlace = async (question: Question, mostMs: number, parts: AskParts): Promise<Answer | null> => {
  const { clock } = parts;
  const statuses: number[] = [];
  let sentAtMs = clock.monotonicMs();
  const response = await within(
    clock,
    mostMs,
    ask(question, {
      ...parts,
      stack: watching(parts.stack, {
        onSend: () => {
          sentAtMs = clock.monotonicMs();
        },
        onFinal: ({ message }) => void statuses.push(message.status),
      }),
    }),
  );
  if (response === null) return null;
  const isLoop = isOwn(response) && response.message.status === LOOP_DETECTED;
  if (isOwn(response) && !isLoop) return null;
  const roundTripMs = Math.round(clock.monotonicMs() - sentAtMs);
  const seenAs = isLoop ? null : seenAsOf(response.message);
  return { message: response.message, statuses, roundTripMs, seenAs, isLoop };
};

// RFC 3261 §21.4.20.
const LOOP_DETECTED = 482;

type Watch = { readonly onSend: () => void; readonly onFinal: (response: IncomingResponse) => void };

const watching = (stack: SipStack, { onSend, onFinal }: Watch): SipStack => ({
  isConnected: () => stack.isConnected(),
  onRequest: (listener) => stack.onRequest(listener),
  onConnection: (listener) => stack.onConnection(listener),
  close: () => stack.close(),
  send: (request, onResponse) => {
    onSend();
    return stack.send(request, (response) => {
      if (response.message.status >= 200) onFinal(response);
      onResponse(response);
    });
  },
});

/** The server answers 408 or 503 for whoever did not (RFC 3261 §8.1.3.1); such an answer came from nowhere. */
const isOwn = ({ source, message }: IncomingResponse): boolean =>
  source.address === '' || !(source.port > 0) || message.status === 408;

const seenAsOf = (message: SipResponse): SeenAs | null => {
  const via = parseVia(headersOf(message, 'Via')[0] ?? '');
  if (!via) return null;
  // That of a connection is its own, and no listener's.
  const port = via.transport === 'UDP' ? Number(parameterOf(via.parameters, 'rport')) : 0;
  const address = parameterOf(via.parameters, 'received')?.replace(/^\[|\]$/g, '');
  return address === undefined ? null : { address, port: port > 0 ? port : null };
};
