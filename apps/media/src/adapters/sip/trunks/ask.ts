import type { TrunkGateway } from '@callwright/protocol';
import { headerOf } from '@callwright/sip';
import { answerDigest, type SipLogin } from '../auth/answer-digest.js';
import type { SipParts } from '../sip-parts.js';
import type { IncomingResponse, OutgoingRequest, SentRequest } from '../stack/sip-stack.js';
import { RequestSeries } from './request-series.js';

/** A request outside of dialogs, what we prove ourselves with when asked, and what it belongs to when it is not alone. */
export type Question = OutgoingRequest & {
  readonly uri: string;
  readonly login: SipLogin | null;
  readonly series?: RequestSeries;
};

/** No final response after this (RFC 3261 §17.1.2.2: 32 s) means that nobody is there. */
const TIMEOUT_MS = 33_000;

/** Asks, and once more with a digest when that is wanted. Resolves with the final response; null when there was none. */
export const ask = async (
  { login, series, ...request }: Question,
  parts: Pick<SipParts, 'stack' | 'clock' | 'newId'>,
): Promise<IncomingResponse | null> => {
  const { method, uri } = request;
  const together = series ?? new RequestSeries(parts.newId());
  const first = await askOnce({ ...request, headers: { ...request.headers, ...together.next(method) } }, parts);
  const { status } = first?.response.message ?? { status: 0 };
  if (!first || login === null || (status !== 401 && status !== 407)) return first?.response ?? null;
  const answer = answerDigest(first.response.message, login, { method, uri, body: new Uint8Array() }, parts.newId());
  if (answer === null) return first.response;
  // The same request once more (RFC 3261 §22.2).
  const same = { From: headerOf(first.sent.message, 'From') ?? '', ...together.next(method) };
  const headers = { ...request.headers, ...same, [answer.name]: answer.value };
  return (await askOnce({ ...request, headers }, parts))?.response ?? null;
};

type Asked = { readonly sent: SentRequest; readonly response: IncomingResponse };

const askOnce = async (
  request: OutgoingRequest,
  { stack, clock }: Pick<SipParts, 'stack' | 'clock'>,
): Promise<Asked | null> => {
  let settle: (response: IncomingResponse | null) => void = () => undefined;
  const answered = new Promise<IncomingResponse | null>((resolve) => {
    settle = resolve;
  });
  const timer = clock.startTimer(TIMEOUT_MS, () => settle(null));
  try {
    const sent = await stack.send(request, (response) => {
      if (response.message.status >= 200) settle(response);
    });
    const response = await answered;
    return response && { sent, response };
  } catch {
    return null; // It did not even go out: nobody is there.
  } finally {
    timer.cancel();
  }
};

/** Whether the far side said that, and not our own server in place of one that said nothing (RFC 3261 §8.1.3.1). */
export const isFromThere = ({ source }: IncomingResponse): boolean => source.address !== '' && source.port > 0;

/** Where everything of a trunk goes first: its outbound proxy, by the way of the gateway behind it. */
export const proxyUri = (outboundProxy: string, { transport }: Pick<TrunkGateway, 'transport'>): string =>
  `sip:${outboundProxy}${viaOf(transport)}`;

const viaOf = (transport: string): string => (transport === 'udp' ? '' : `;transport=${transport}`);

/** Where a trunk's machine is asked: its address, and its way. */
export const hostUri = (host: string, port: number | undefined, transport: string, user = ''): string => {
  const place = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `sip:${user === '' ? '' : `${user}@`}${place}${port === undefined ? '' : `:${port}`}${viaOf(transport)}`;
};
