import type { NumberFallback } from '@callwright/protocol';
import { calledTexts, decodeEscapes, findByPattern, normalizeNumber, parseSipUri } from '@callwright/sip';
import type { TelephoneLine } from '../../../calls/principal.js';
import type { TelephonyDirectory } from '../telephony-directory.js';
import type { Identity } from './identify.js';

/** Where a call leads, or by what status it is turned away. `fallback`: where else when the flow of the line cannot run. */
export type FoundLine =
  | { readonly line: TelephoneLine; readonly fallback: NumberFallback | null }
  | { readonly status: 403 | 404 | 484 };

const TOO_SHORT = { status: 484 } as const;
const NOT_FOUND = { status: 404 } as const;
const FORBIDDEN = { status: 403 } as const;

/** Where the Request-URI of a call leads, for this caller. */
export const findLine = (uri: string, who: Identity, directory: TelephonyDirectory): FoundLine => {
  const called = calledUser(uri);
  if (called === '') return TOO_SHORT;
  const { workspaceId } = who.kind === 'trunk' ? who.trunk : who.user;
  const { homeCountry } = directory.policy(workspaceId);
  const numbers = directory
    .numbers(workspaceId)
    .filter(({ trunkId }) => trunkId === null || (who.kind === 'trunk' && trunkId === who.trunk.id));
  const number = findByPattern(numbers, calledTexts(called, homeCountry));
  if (number) {
    const name = number.endpointId === null ? null : directory.endpointName(workspaceId, number.endpointId);
    if (name !== null) return { line: { kind: 'endpoint', name }, fallback: number.fallback };
    if (number.fallback) return { line: NOBODY, fallback: number.fallback };
  }
  if (directory.isEndpoint(workspaceId, called)) return { line: { kind: 'endpoint', name: called }, fallback: null };
  return who.kind === 'user' ? lineOfUser(called, who, directory) : NOT_FOUND;
};

/** A number that leads to no line of ours has nothing but its fallback. */
export const NOBODY: TelephoneLine = { kind: 'endpoint', name: '' };

/** Our own phones call each other, and outside if they may. */
const lineOfUser = (
  called: string,
  { user }: Extract<Identity, { kind: 'user' }>,
  directory: TelephonyDirectory,
): FoundLine => {
  const { workspaceId } = user;
  const callerId = user.callerId ?? null;
  const isPhone = directory.users(called.toLowerCase()).some((one) => one.workspaceId === workspaceId);
  if (isPhone) return { line: { kind: 'dial', target: called, callerId: user.username }, fallback: null };
  const { homeCountry } = directory.policy(workspaceId);
  if (!normalizeNumber(called, { homeCountry }).ok && !/^[\d*#]{1,6}$/.test(called)) return NOT_FOUND;
  return user.mayDialOut ? { line: { kind: 'dial', target: called, callerId }, fallback: null } : FORBIDDEN;
};

/** What was dialled: the user part of a SIP address, or the number of a `tel:` one, without parameters. */
export const calledUser = (uri: string): string => {
  const tel = /^tel:([^;?]{1,64})/i.exec(uri)?.[1];
  const user = tel ?? parseSipUri(uri)?.user ?? '';
  return decodeEscapes(user.split(';', 1)[0] ?? '').slice(0, 64);
};
