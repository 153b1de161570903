import { canonicalName } from '@callwright/sip';
import type { OutboundInvite } from '../../../calls/dialler.js';
import type { HeadersToWrite } from '../stack/sip-stack.js';

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** What only the protocol itself may write. */
const reserved = setOf(
  'via from to call-id cseq contact max-forwards route record-route content-length content-type content-encoding ' +
    'authorization proxy-authorization proxy-require require supported session-expires min-se rack rseq allow',
);
/** Who is said to call: to networks it counts as much as From does. */
const identifying = setOf('p-asserted-identity p-preferred-identity remote-party-id identity identity-info');
const MAX_HEADERS = 32;

/** Headers that go with our BYE, by whoever ends the call; those of the protocol itself are left out. */
export const endHeaders = (headers: Readonly<Record<string, string>>): HeadersToWrite =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => isWritable(name) && !/\p{Cc}/u.test(value))
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => [name, value.slice(0, 512)]),
  );

const isWritable = (name: string): boolean =>
  /^[A-Za-z0-9!%*_+`'~.-]{1,64}$/.test(name) && !reserved.has(canonicalName(name).toLowerCase());

/**
 * Headers that whoever wants a call puts on it, by their names or the short forms of these (RFC 3261 §7.3.3). Where a
 * trunk shows its own number only, they say nothing else of who calls.
 */
export const extra = (
  { headers = {}, option }: Pick<OutboundInvite, 'headers' | 'option'>,
  { passesCallerId }: { readonly passesCallerId: boolean } = { passesCallerId: true },
): HeadersToWrite => {
  const isGood = (name: string): boolean => {
    const lower = canonicalName(name).toLowerCase();
    if (!isWritable(name)) return false;
    return passesCallerId || !identifying.has(lower);
  };
  const good = Object.entries({ ...option.sip?.headers, ...headers }).filter(([name]) => isGood(name));
  return Object.fromEntries(good.slice(0, MAX_HEADERS).map(([name, value]) => [name, value.slice(0, 512)]));
};
