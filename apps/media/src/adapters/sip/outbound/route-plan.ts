import { AppError, type TrunkEntry, type TrunkGateway, type TrunkId, type WorkspaceId } from '@callwright/protocol';
import { escapeUser, formatNumber, normalizeNumber, parseSipUri, stripNumber } from '@callwright/sip';
import type { OutboundInvite } from '../../../calls/dialler.js';
import type { SipLogin } from '../auth/answer-digest.js';
import type { SoundProfile } from '../dialog/sip-sound.js';
import { profileOf } from '../inbound/inbound-calls.js';
import { type Bindings, proxyOf } from '../registrar/bindings.js';
import type { HeadersToWrite } from '../stack/sip-stack.js';
import type { TelephonyDirectory } from '../telephony-directory.js';
import { proxyUri } from '../trunks/ask.js';
import { callerHeaders, passedOnHeaders } from './caller-headers.js';
import { contactHeader } from './contact-header.js';
import { extra } from './extra-headers.js';
import { sessionTerms } from './session-terms.js';

/** One INVITE that may go out. */
export type Route = {
  readonly uri: string;
  readonly proxy?: string;
  readonly login: SipLogin | null;
  readonly headers: HeadersToWrite;
  readonly profile: SoundProfile;
  /** Whether it leads to a phone of our own that may dial as anybody of ours: it may hand calls on to anywhere, then. */
  readonly mayDialOut?: boolean;
  /** It leads to a telephone in a browser: sound is offered by WebRTC. */
  readonly isBrowser?: boolean;
  /** Whose line it takes; null: nobody's. */
  readonly trunk: TrunkEntry | null;
};

/** Routes to be tried together, and after them the next ones. */
export type RoutePlan = readonly (readonly Route[])[];

/** What plans are made from. */
export type PlanParts = {
  readonly directory: TelephonyDirectory;
  readonly bindings: Bindings;
  /** Gateways that do not answer when they are asked. */
  readonly isDown: (trunkId: TrunkId, gateway: TrunkGateway) => boolean;
};

const PHONE_SOUND: SoundProfile = { codecs: ['opus', 'g722', 'pcma', 'pcmu'], srtp: 'offered', hasKeys: true };
/** Anybody's codecs; what they do not know they leave out. */
const ADDRESS_SOUND: SoundProfile = { codecs: ['pcma', 'pcmu', 'g722', 'opus'], srtp: 'off', hasKeys: true };

/** The ways to somebody, in order. @throws AppError `call.unreachable` when there is none */
export const planRoutes = (invite: OutboundInvite, parts: PlanParts): RoutePlan => {
  const plan = toPhones(invite, parts) ?? toAddress(invite) ?? toNumber(invite, parts);
  if (plan.length === 0) throw new AppError('call.unreachable', 'Nothing leads there: no trunk takes this number.');
  return plan;
};

/** Whether a user of that name is in the workspace. */
export const phoneOf = (target: string, workspaceId: WorkspaceId, { directory }: Pick<PlanParts, 'directory'>) =>
  directory.users(target.toLowerCase()).find((user) => user.workspaceId === workspaceId) ?? null;

const toPhones = (invite: OutboundInvite, parts: PlanParts): RoutePlan | null => {
  const user = phoneOf(invite.target, invite.workspaceId, parts);
  if (!user) return null;
  const phones = parts.bindings.of(user.id);
  if (phones.length === 0) throw new AppError('media.timeout', 'None of the phones of this user is registered.');
  const headers = {
    ...callerHeaders(invite, { domain: 'localhost', number: invite.callerId ?? '' }),
    ...contactHeader(invite),
    ...extra(invite),
  };
  // All phones of a user ring; who answers first has the call.
  return [
    phones.map((phone) => ({
      uri: phone.contact,
      proxy: proxyOf(phone),
      login: null,
      headers,
      profile: PHONE_SOUND,
      mayDialOut: user.mayDialOut,
      isBrowser: phone.source.transport === 'ws' || phone.source.transport === 'wss',
      trunk: null,
    })),
  ];
};

const toAddress = (invite: OutboundInvite): RoutePlan | null => {
  const { option, target, callerId = '' } = invite;
  const { username, password, realm } = option.sip ?? {};
  const login = username === undefined ? null : { username, password: password ?? '', realm };
  const isAddress = parseSipUri(target) !== undefined;
  // Who has an account somewhere dials numbers there.
  const uri = isAddress ? target : login && realm ? `sip:${escapeUser(target)}@${realm}` : null;
  if (uri === null) return null;
  const domain = login ? (parseSipUri(uri)?.host ?? 'localhost') : 'localhost';
  const number = callerId || login?.username || '';
  const headers = { ...callerHeaders(invite, { domain, number }), ...contactHeader(invite), ...extra(invite) };
  return [[{ uri, login, headers, profile: ADDRESS_SOUND, trunk: null }]];
};

const toNumber = (invite: OutboundInvite, { directory, isDown }: PlanParts): RoutePlan => {
  const { homeCountry } = directory.policy(invite.workspaceId);
  const read = normalizeNumber(invite.target, { homeCountry });
  const number = read.ok ? read.number : invite.target;
  const trunks = directory.trunks().filter(({ workspaceId }) => workspaceId === invite.workspaceId);
  const ways = byFit(trunks, number).flatMap((trunk) =>
    byPriority(trunk.gateways).map((gateway) => ({ trunk, gateway, homeCountry })),
  );
  // One that is down may have come back since it was asked; it costs 4 s to find out, so it comes last.
  const [up, down] = [false, true].map((wanted) =>
    ways.filter(({ trunk, gateway }) => isDown(trunk.id, gateway) === wanted),
  );
  return [...(up ?? []), ...(down ?? [])].map((way) => [toGateway(invite, way)]);
};

type Way = { readonly trunk: TrunkEntry; readonly gateway: TrunkGateway; readonly homeCountry: string };

const toGateway = (invite: OutboundInvite, way: Way): Route => {
  const { trunk, gateway } = way;
  const { dialPrefix, outboundProxy, auth, fromDomain, sessionExpiresSeconds } = trunk;
  const via = gateway.transport === 'udp' ? '' : `;transport=${gateway.transport}`;
  const place = `${bracketed(gateway.host)}${gateway.port === undefined ? '' : `:${gateway.port}`}`;
  const shown = trunk.passesCallerId && invite.callerId ? invite.callerId : (trunk.callerId ?? '');
  const domain = fromDomain ?? gateway.host;
  return {
    uri: `sip:${escapeUser(`${dialPrefix}${numberFor(way, invite.target)}`)}@${place}${via}`,
    ...(outboundProxy && { proxy: proxyUri(outboundProxy, gateway) }),
    login: auth,
    headers: {
      'Session-Expires': sessionTerms(sessionExpiresSeconds, auth),
      ...callerHeaders(invite, {
        domain: bracketed(domain),
        number: numberFor(way, shown),
        ...(trunk.callerId !== undefined && { asserted: numberFor(way, trunk.callerId) }),
      }),
      ...passedOn(invite, way, bracketed(domain)),
      ...trunk.headers,
      ...contactHeader(invite),
      ...extra(invite, trunk),
    },
    profile: profileOf(trunk),
    trunk,
  };
};

/** Only to a carrier that takes calls of others from us, and so is one to be told (RFC 3325 §5). */
const passedOn = ({ identity }: OutboundInvite, way: Way, domain: string): HeadersToWrite => {
  if (!identity || !way.trunk.passesCallerId) return {};
  const { asserted } = identity;
  return passedOnHeaders(identity, { domain, ...(asserted !== undefined && { asserted: numberFor(way, asserted) }) });
};

/** A number as the trunk wants it; as it was dialled, but for blanks and the like, when it wants that or it is none. */
const numberFor = ({ trunk: { numberFormat: format }, homeCountry }: Way, dialled: string): string => {
  const plain = stripNumber(dialled);
  if (format === 'asDialled') return typeof plain === 'string' ? plain : dialled;
  const read = normalizeNumber(dialled, { homeCountry });
  return read.ok ? formatNumber(read.number, { homeCountry, format }) : dialled;
};

/** The longest prefix that matches; then the order of names. Without prefixes a trunk takes all. */
const byFit = (trunks: readonly TrunkEntry[], number: string): readonly TrunkEntry[] => {
  const fits = trunks.flatMap((trunk) => {
    const lengths = trunk.routePrefixes.filter((prefix) => number.startsWith(prefix)).map(({ length }) => length);
    if (lengths.length === 0 && trunk.routePrefixes.length > 0) return [];
    return [{ trunk, fit: Math.max(0, ...lengths) }];
  });
  const best = Math.max(...fits.map(({ fit }) => fit));
  const found = fits.filter(({ fit }) => fit === best).map(({ trunk }) => trunk);
  return found.sort((one, other) => one.name.localeCompare(other.name));
};

const byPriority = (gateways: readonly TrunkGateway[]): readonly TrunkGateway[] =>
  [...gateways].sort((one, other) => one.priority - other.priority);

const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
