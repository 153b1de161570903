import type { TrunkFinding } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { DnsPort } from '../../../sip-server/transport/resolve/dns-port.js';
import { resolveUri } from '../../../sip-server/transport/resolve/resolve-uri.js';
import { type FoundPlace, hopText, type Place } from './places.js';
import { type DnsAnswer, seenDns } from './seen-dns.js';
import { within } from './within.js';

/** What looking names up takes. `chance` gives numbers from 0 to below 1. */
export type AddressParts = { readonly dns: DnsPort; readonly chance: () => number; readonly clock: Clock };

/** What came of looking a place up. */
export type AddressCheck = { readonly place: FoundPlace; readonly finding: TrunkFinding };

/** NAPTR, SRV and addresses are asked one after another. */
const MOST_MS = 7000;
const MOST_SHOWN = 4;

/** What the name of a place leads to (RFC 3263 §4): asked anew, whatever calls remember. Never rejects. */
export const checkAddress = async (place: Place, { dns, chance, clock }: AddressParts): Promise<AddressCheck> => {
  const seen = seenDns(dns);
  const hops = await within(clock, MOST_MS, resolveUri(place.uri, { dns: seen.dns, chance }));
  const found = { ...place, hops: hops ?? [] };
  return { place: found, finding: { check: 'address', ...tell(found, seen.answers, hops === null) } };
};

const tell = (
  { name, hops }: FoundPlace,
  answers: readonly DnsAnswer[],
  isLate: boolean,
): Omit<TrunkFinding, 'check'> => {
  if (hops.length > 0) return { status: 'ok', text: foundText(name, hops, answers) };
  if (isLate || answers.some(({ count }) => count === null))
    return {
      status: 'failed',
      text: `The name ${name} could not be looked up: the name server does not answer.`,
      advice: 'See to the network and the name server of this machine; the name itself may be right.',
    };
  return {
    status: 'failed',
    text: `The name ${name} leads nowhere: DNS has no address for it${answers.some(({ kind }) => kind !== 'A or AAAA') ? ', and no NAPTR or SRV record' : ''}.`,
    advice: 'Check how the name is written; the carrier or the exchange says which one is right.',
  };
};

const foundText = (name: string, hops: FoundPlace['hops'], answers: readonly DnsAnswer[]): string => {
  const shown = hops.slice(0, MOST_SHOWN).map(hopText).join(', ');
  const more = hops.length > MOST_SHOWN ? ` and ${hops.length - MOST_SHOWN} more` : '';
  const kinds = (['NAPTR', 'SRV', 'A or AAAA'] as const).filter((kind) =>
    answers.some((answer) => answer.kind === kind && (answer.count ?? 0) > 0),
  );
  return kinds.length === 0
    ? `${name} is ${shown}${more}; no name had to be looked up.`
    : `${name} leads to ${shown}${more}, by ${kinds.join(' and ')} records.`;
};
