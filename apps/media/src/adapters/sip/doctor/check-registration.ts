import type { TrunkEntry, TrunkFinding } from '@callwright/protocol';
import { headerOf, headersOf, type SipResponse, sipWords } from '@callwright/sip';
import { registerQuestion } from '../trunks/register-question.js';
import { type Answer, type AskParts, askPlace } from './ask-place.js';
import type { FoundPlace } from './places.js';
import { saidText } from './said.js';

/** What came of registering. `answer`: what was said, null when nothing was. */
export type RegistrationCheck = { readonly finding: TrunkFinding; readonly answer: Answer | null };

type Told = Omit<TrunkFinding, 'check'>;

const MOST_MS = 8000;

/**
 * Registers once, as the trunk does all the time: with the same contact, so that what holds goes on to hold. Never rejects.
 * @param place the first that answers, or else the first
 */
export const checkRegistration = async (
  trunk: TrunkEntry,
  place: FoundPlace | undefined,
  parts: AskParts,
): Promise<RegistrationCheck> => {
  const told = (finding: Told, answer: Answer | null = null): RegistrationCheck => ({
    finding: { check: 'registration', ...finding },
    answer,
  });
  if (!trunk.registers) return told(OFF);
  if (trunk.auth === null) return told(NO_LOGIN);
  if (!place || place.hops.length === 0) return told(NOWHERE);
  const question = registerQuestion(trunk, place.gateway, trunk.auth, trunk.registerExpiresSeconds);
  const answer = await askPlace(question, MOST_MS, parts);
  if (answer?.isLoop) return told(NOWHERE);
  return told(answer === null ? silence(place.name) : tell(answer), answer);
};

const OFF: Told = {
  status: 'skipped',
  text: 'This trunk does not register: the carrier has to know our address, or to send no calls.',
};
const NO_LOGIN: Told = {
  status: 'failed',
  text: 'This trunk is to register and has no user name and password.',
  advice: 'Enter those that the carrier gave you, or switch registration off.',
};
const NOWHERE: Told = { status: 'skipped', text: 'There is no address to register at.' };
const silence = (name: string): Told => ({
  status: 'failed',
  text: `${name} said nothing to our registration.`,
  advice: 'Check address, port and transport of the gateway, and the firewalls on the way.',
});

const tell = (answer: Answer): Told => {
  const { message } = answer;
  return message.status < 300 ? registered(answer) : refused(answer, saidText(message));
};

const registered = ({ message, statuses, roundTripMs }: Answer): Told => {
  const challenged = statuses.length > 1 ? 'asked for the password, took it' : 'did not ask for a password';
  const seconds = secondsOf(message);
  const contacts = headersOf(message, 'Contact').length;
  const text = `The carrier ${challenged} and answered ${saidText(message)} in ${roundTripMs} ms${seconds === null ? '' : `, for ${seconds} s`}.`;
  if (contacts < 2) return { status: 'ok', text };
  return {
    status: 'warning',
    text: `${text} It knows ${contacts} places of this account.`,
    advice:
      'An earlier start of this system, which runs out by itself; or another one with the same account, which gets some of the calls: each needs its own.',
  };
};

/** The shortest of what is granted; null when it is not said. */
const secondsOf = (message: SipResponse): number | null => {
  const granted = headersOf(message, 'Contact').flatMap((value) => /;\s*expires\s*=\s*"?(\d+)/i.exec(value)?.[1] ?? []);
  const all = (granted.length > 0 ? granted : [headerOf(message, 'Expires') ?? ''])
    .map(Number)
    .filter((one) => one > 0);
  return all.length > 0 ? Math.min(...all) : null;
};

const refused = ({ message, statuses }: Answer, said: string): Told => {
  const { status } = message;
  const text = `The carrier answered ${said} to our registration.`;
  if (status === 401 || status === 407)
    return statuses.length > 1
      ? { status: 'failed', text: `${text} It does not take our password.`, advice: WRONG_PASSWORD }
      : { status: 'failed', text: `${text} It asks in a way that we cannot answer.`, advice: STRANGE_CHALLENGE };
  if (status === 423) return tooShort(message, text);
  const advice = advices[status] ?? (status >= 500 && status < 600 ? OUT_OF_ORDER : sipWords(status)?.advice);
  return { status: 'failed', text, ...(advice !== undefined && { advice: capital(advice) }) };
};

const WRONG_PASSWORD =
  'Enter user name and password anew, as the carrier gave them for SIP: often they are not those of its web site.';
const STRANGE_CHALLENGE = 'Ask the carrier for a digest by MD5, SHA-256 or SHA-512-256 with qop "auth".';
const OUT_OF_ORDER = 'The carrier is out of order. It is tried again by itself; ask the carrier when it lasts.';

const advices: Readonly<Record<number, string>> = {
  403: 'User name or password are wrong, the account is blocked, or our address may not register. After many attempts carriers block an address for a while.',
  404: 'The carrier does not know this user at this domain: check the user name, and the domain of From.',
  405: 'This machine takes no registrations: check the gateway, or switch registration off.',
  501: 'This machine takes no registrations: check the gateway, or switch registration off.',
};

const tooShort = (message: SipResponse, text: string): Told => {
  const seconds = headerOf(message, 'Min-Expires');
  return {
    status: 'warning',
    text: `${text} It wants us to come less often.`,
    advice: `Set the expiry of the registration to ${seconds && /^\d{1,5}$/.test(seconds) ? `${seconds} s at least` : 'an hour'}; until then we ask for that by ourselves.`,
  };
};

const capital = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
