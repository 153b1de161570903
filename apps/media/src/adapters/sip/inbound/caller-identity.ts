import {
  assertedIdentities,
  decodeEscapes,
  headerOf,
  headersOf,
  normalizeNumber,
  parseSipUri,
  type SipRequest,
} from '@callwright/sip';
import type { CallerIdentity } from '../../../calls/call-leg.js';
import type { Identity } from './identify.js';

/** A PASSporT with a chain of certificates named by URL has some 700 (RFC 8225); longer ones are cut nowhere, but left out. */
const MAX_PROOF = 4096;
const MAX_PROOFS = 4;

/**
 * What the network that a call comes from says of who calls, to be told to the next one; undefined where it says nothing.
 * A telephone of ours is believed nothing of the kind (RFC 3325 §5): we know who that is.
 */
export const callerIdentityOf = (
  request: SipRequest,
  who: Identity,
  homeCountry: string,
): CallerIdentity | undefined => {
  if (who.kind !== 'trunk') return undefined;
  const asserted = assertedIdentities(request).flatMap(({ uri }) => numberIn(uri, homeCountry) ?? [])[0];
  const privacy = headerOf(request, 'Privacy');
  const proofs = headersOf(request, 'Identity').filter(({ length }) => length <= MAX_PROOF);
  if (asserted === undefined && privacy === undefined && proofs.length === 0) return undefined;
  return {
    ...(asserted !== undefined && { asserted }),
    ...(privacy !== undefined && { privacy: privacy.slice(0, 64) }),
    proofs: proofs.slice(0, MAX_PROOFS),
  };
};

const numberIn = (uri: string, homeCountry: string): string | undefined => {
  const tel = /^tel:([^;?]{1,64})/i.exec(uri)?.[1];
  const read = normalizeNumber(decodeEscapes(tel ?? parseSipUri(uri)?.user ?? '').slice(0, 64), { homeCountry });
  return read.ok ? read.number : undefined;
};
