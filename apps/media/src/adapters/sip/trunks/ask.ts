import type { TrunkGateway } from '@callwright/protocol';
import { headerOf, parseCSeq } from '@callwright/sip';
import { answerDigest, type SipLogin } from '../auth/answer-digest.js';
import type { SipParts } from '../sip-parts.js';
import type { IncomingResponse, OutgoingRequest, SentRequest } from '../stack/sip-stack.js';

/** A request outside of dialogs, and what we prove ourselves with when asked. */
export type Question = OutgoingRequest & { readonly uri: string; readonly login: SipLogin | null };

/** No final response after this (RFC 3261 §17.1.2.2: 32 s) means that nobody is there. */
const TIMEOUT_MS = 33_000;

/** Asks, and once more with a digest when that is wanted. Resolves with the final response; null when there was none. */
export const ask = async (
  { login, ...request }: Question,
  parts: Pick<SipParts, 'stack' | 'clock' | 'newId'>,
): Promise<IncomingResponse | null> => {
  const first = await askOnce(request, parts);
  const { status } = first?.response.message ?? { status: 0 };
  if (!first || login === null || (status !== 401 && status !== 407)) return first?.response ?? null;
  const asked = { method: request.method, uri: request.uri, body: new Uint8Array() };
  const answer = answerDigest(first.response.message, login, asked, parts.newId());
  if (answer === null) return first.response;
  const { message } = first.sent;
  const sequence = parseCSeq(headerOf(message, 'CSeq') ?? '')?.sequence ?? 1;
  const same = {
    From: headerOf(message, 'From') ?? '',
    'Call-ID': headerOf(message, 'Call-ID') ?? '',
    CSeq: `${sequence + 1} ${request.method}`,
  };
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

/** Where everything of a trunk goes first: its outbound proxy, by the way of the gateway behind it. */
export const proxyUri = (outboundProxy: string, { transport }: Pick<TrunkGateway, 'transport'>): string =>
  `sip:${outboundProxy}${viaOf(transport)}`;

const viaOf = (transport: string): string => (transport === 'udp' ? '' : `;transport=${transport}`);

/** Where a trunk's machine is asked: its address, and its way. */
export const hostUri = (host: string, port: number | undefined, transport: string, user = ''): string => {
  const place = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `sip:${user === '' ? '' : `${user}@`}${place}${port === undefined ? '' : `:${port}`}${viaOf(transport)}`;
};
