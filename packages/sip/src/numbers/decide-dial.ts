import { parameterOf } from '../message/parameters.js';
import { decodeEscapes, parseSipUri, type SipUri } from '../message/sip-uri.js';
import { isOfCountry } from './calling-code.js';
import type { DialDecision, DialDestination, DialPolicy, DialRule } from './dial-policy.js';
import { isEmergencyNumber } from './emergency-numbers.js';
import { normalizeNumber, numberProblems, stripNumber } from './normalize-number.js';
import { premiumPrefixes } from './premium-prefixes.js';

/**
 * Whether a destination may be called, and why. The one place where that is decided: who enforces and who explains both
 * ask here. The longest prefix decides; of two equally long ones the denied one, and an allowed one over the table of
 * numbers that cost extra.
 */
export function decideDial(policy: DialPolicy, destination: DialDestination): DialDecision {
  switch (destination.kind) {
    case 'sipUser':
      return allow('sipUser', 'somebody with a phone of our own');
    case 'sipAddress':
      return decideAddress(policy, destination.uri, destination.isRedirected ?? false);
    case 'number':
      return decideNumber(policy, destination.text, destination.isRedirected ?? false);
  }
}

type Found = Pick<DialDecision, 'number' | 'prefix'>;

const allow = (rule: DialRule, text: string, found: Found = {}): DialDecision => ({
  isAllowed: true,
  rule,
  text,
  ...found,
});
const deny = (rule: DialRule, text: string, found: Found = {}): DialDecision => ({
  isAllowed: false,
  rule,
  text,
  ...found,
});

function decideAddress(policy: DialPolicy, address: string, isRedirected: boolean): DialDecision {
  const uri = parseSipUri(address);
  if (!uri) return deny('notANumber', 'this is no SIP address');
  // RFC 3261 §19.1.1: either could send the call somewhere else than to the domain that is looked at here.
  if (parameterOf(uri.parameters, 'maddr') !== undefined || uri.headers.length > 0)
    return deny('sipAddress', 'addresses with a maddr, or with headers, are not called');
  const domain = `@${uri.host.toLowerCase()}`;
  const isListed = (prefixes: readonly string[]): boolean =>
    prefixes.some((prefix) => prefix.trim().toLowerCase() === domain);
  const found = { prefix: domain };
  if (isListed(policy.deniedPrefixes)) return deny('deniedPrefix', `${domain} is denied`, found);
  if (!isListed(policy.allowedPrefixes)) return deny('sipAddress', `${domain} is not among what may be called`, found);
  if (isRedirected && !isListed(policy.redirectPrefixes)) return deny('redirect', redirectText, found);
  return decideUser(policy, uri, isRedirected) ?? allow('allowedPrefix', `${domain} is allowed`, found);
}

/** A telephone number at an allowed domain, which may be a carrier, has to be allowed as a number too. */
function decideUser(policy: DialPolicy, uri: SipUri, isRedirected: boolean): DialDecision | undefined {
  const [user = ''] = decodeEscapes(uri.user ?? '').split(';');
  if (isEmergencyNumber(user, policy.homeCountry)) return addressOf(decideEmergency(policy, user, isRedirected));
  const read = [undefined, 'e164WithoutPlus' as const].map((format) => normalizeNumber(user, { ...policy, format }));
  const decisions = read.flatMap((one) => (one.ok ? [decideE164(policy, one.number)] : []));
  return decisions.find(({ isAllowed }) => !isAllowed);
}

/** Allowed, but dialled as the address it is. */
const addressOf = (decision: DialDecision): DialDecision => ({ ...decision, number: undefined });

const redirectText = 'the far side may not send calls there';

function decideNumber(policy: DialPolicy, text: string, isRedirected: boolean): DialDecision {
  if (isEmergencyNumber(text, policy.homeCountry)) return decideEmergency(policy, text, isRedirected);
  const read = normalizeNumber(text, policy);
  const decision = read.ok
    ? decideE164(policy, read.number)
    : decideShort(policy, text.trim(), numberProblems[read.problem]);
  const { number } = decision;
  if (!decision.isAllowed || !isRedirected || number === undefined) return decision;
  const isMeant = (prefix: string): boolean =>
    number.startsWith('+') ? beginsWith(number, prefix) : number.startsWith(prefix);
  if (longest(policy.redirectPrefixes, isMeant) !== undefined) return decision;
  return deny('redirect', redirectText, { number });
}

/** Nobody far away can make us call for help. */
function decideEmergency({ emergency }: DialPolicy, text: string, isRedirected: boolean): DialDecision {
  const digits = stripNumber(text);
  const found = typeof digits === 'string' ? { number: digits } : {};
  if (emergency === 'allow' && !isRedirected) return allow('emergency', 'emergency numbers are allowed', found);
  return deny('emergency', isRedirected ? redirectText : 'emergency numbers are not allowed here', found);
}

// Extensions and service codes, such as 201 or *21#.
const shortNumber = /^[\d*#]{1,6}$/;

function decideShort(policy: DialPolicy, number: string, problem: string): DialDecision {
  if (!shortNumber.test(number)) return deny('notANumber', problem);
  const denied = longest(policy.deniedPrefixes, (prefix) => number.startsWith(prefix));
  const allowed = longest(policy.allowedPrefixes, (prefix) => number.startsWith(prefix));
  if (allowed === undefined)
    return deny('shortNumber', 'short numbers are called only when a prefix allows it', { number });
  if (denied !== undefined && denied.length >= allowed.length) return deniedBy(denied, number);
  return allow('allowedPrefix', `numbers that begin with ${allowed} are allowed`, { number, prefix: allowed });
}

const deniedBy = (prefix: string, number: string): DialDecision =>
  deny('deniedPrefix', `numbers that begin with ${prefix} are denied`, { number, prefix });

function decideE164(policy: DialPolicy, number: string): DialDecision {
  const denied = longest(policy.deniedPrefixes, (prefix) => beginsWith(number, `+${prefix.replace('+', '')}`));
  const allowed = longest(policy.allowedPrefixes, (prefix) => beginsWith(number, prefix));
  const isHome = isOfCountry(number, policy.homeCountry);
  const allowedDigits = digitCount(allowed ?? (isHome ? policy.homeCountry : ''));
  if (denied !== undefined && digitCount(denied) >= allowedDigits) return deniedBy(denied, number);
  const premium = policy.allowsPremium ? undefined : longest(premiumPrefixes, (prefix) => number.startsWith(prefix));
  if (premium !== undefined && (allowed === undefined || digitCount(premium) > digitCount(allowed))) {
    return deny('premium', `numbers that begin with ${premium} cost extra`, { number, prefix: premium });
  }
  if (allowed !== undefined) {
    return allow('allowedPrefix', `numbers that begin with ${allowed} are allowed`, { number, prefix: allowed });
  }
  if (isHome) return allow('home', 'a number of the home country', { number });
  if (policy.allowsInternational) return allow('international', 'calls abroad are allowed', { number });
  return deny('international', 'calls abroad are not allowed', { number });
}

/** Whether a number in E.164 begins with a prefix that is meant for such numbers: one with plus. */
const beginsWith = (number: string, prefix: string): boolean => {
  const plain = compact(prefix);
  return plain.startsWith('+') && number.startsWith(plain);
};

const compact = (prefix: string): string => prefix.replace(/[\s\-./()]/g, '');

const digitCount = (prefix: string): number => compact(prefix).replace('+', '').length;

/** The longest prefix that matches; empty ones never do. */
function longest(prefixes: readonly string[], matches: (prefix: string) => boolean): string | undefined {
  let best: string | undefined;
  for (const prefix of prefixes) {
    const plain = compact(prefix);
    if (plain === '' || !matches(plain)) continue;
    if (best === undefined || digitCount(plain) > digitCount(best)) best = plain;
  }
  return best;
}
