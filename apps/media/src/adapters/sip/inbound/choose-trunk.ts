import type { TrunkEntry } from '@callwright/protocol';
import { calledTexts, findByPattern } from '@callwright/sip';
import type { TelephonyDirectory } from '../telephony-directory.js';
import { calledUser } from './find-line.js';

/**
 * Whose call it is when several trunks, maybe of several workspaces, take calls from one address, as with one carrier that
 * two of them have: the one that knows best who is called. So nobody gets the calls of others by a wide block of addresses.
 * @param uri the Request-URI
 */
export const chooseTrunk = (
  trunks: readonly TrunkEntry[],
  uri: string,
  directory: TelephonyDirectory,
): TrunkEntry | null => {
  const [first, ...others] = trunks;
  if (!first || others.length === 0) return first ?? null;
  const called = calledUser(uri);
  const fits = trunks.map((trunk) => fitOf(trunk, called, directory));
  return trunks[fits.indexOf(Math.max(...fits))] ?? first;
};

const EXACT = 1000;
const OF_A_LINE = 999;

/** How well a trunk knows who is called: by the number itself, the name of a line, or so much of its beginning. */
const fitOf = ({ id, workspaceId }: TrunkEntry, called: string, directory: TelephonyDirectory): number => {
  const numbers = directory.numbers(workspaceId).filter(({ trunkId }) => trunkId === null || trunkId === id);
  const number = findByPattern(numbers, calledTexts(called, directory.policy(workspaceId).homeCountry));
  if (number && !number.pattern.endsWith('*')) return EXACT;
  if (directory.isEndpoint(workspaceId, called)) return OF_A_LINE;
  return number ? number.pattern.length : 0;
};
