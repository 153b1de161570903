import type { TrunkFinding } from '@callwright/protocol';
import { hasToken, sipWords, tokensOf } from '@callwright/sip';
import type { Answer } from './ask-place.js';
import { saidText } from './said.js';

type Told = Omit<TrunkFinding, 'check'>;

const MOST_SHOWN = 12;

/** What a place said to OPTIONS (RFC 3261 §11): whatever it is, somebody is there. `hasRegistered`: it answered a REGISTER. */
export const tellOptions = (name: string, answer: Answer | null, hasRegistered: boolean): TrunkFinding => ({
  check: 'options',
  ...(answer === null || answer.isLoop ? silence(name, hasRegistered) : said(name, answer)),
});

const said = (name: string, answer: Answer): Told =>
  answer.message.status < 300 ? welcome(name, answer) : refusal(name, answer);

const silence = (name: string, hasRegistered: boolean): Told =>
  hasRegistered
    ? {
        status: 'warning',
        text: `${name} answers registrations, and says nothing to OPTIONS.`,
        advice: 'Some carriers do not. Switch the check of its health off, or this trunk is shown as not answering.',
      }
    : { status: 'skipped', text: `${name} did not answer.` };

const welcome = (name: string, { message, roundTripMs }: Answer): Told => {
  const methods = tokensOf(message, 'Allow');
  const supported = tokensOf(message, 'Supported');
  const text =
    `${name} answered ${saidText(message)} in ${roundTripMs} ms.` +
    (methods.length > 0 ? ` It takes ${listOf(methods)}.` : '') +
    (supported.length > 0 ? ` It knows ${listOf(supported)}.` : '');
  if (methods.length > 0 && !hasToken(message, 'Allow', 'INVITE'))
    return { status: 'warning', text, advice: 'It says that it takes no calls (INVITE): is this the right machine?' };
  return { status: 'ok', text };
};

const refusal = (name: string, { message, roundTripMs }: Answer): Told => {
  const text = `${name} answered ${saidText(message)} in ${roundTripMs} ms.`;
  if (message.status === 503 || message.status === 502 || message.status === 504)
    return {
      status: 'warning',
      text: `${text} It is there, but says that it is out of service.`,
      advice: sipWords(message.status)?.advice ?? 'Ask the carrier; another gateway takes over meanwhile.',
    };
  return { status: 'ok', text: `${text} It is there; many do not say more to this question.` };
};

const listOf = (words: readonly string[]): string =>
  `${words.slice(0, MOST_SHOWN).join(', ')}${words.length > MOST_SHOWN ? ' and more' : ''}`;
