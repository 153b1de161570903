import { hasHeader, headerOf } from '../message/headers.js';
import { parseNameAddress, sipUriOf } from '../message/name-address.js';
import { soundSections } from '../offer-answer/offered-transport.js';
import { connectionOf } from '../offer-answer/sdp-lines.js';
import { descriptionOf, groupSignals, type ReadSignal, titleOf } from './read-signal.js';
import type { SignalEntry } from './signal-entry.js';
import { isPrivateAddress, parseTraceAddress } from './trace-address.js';

/** Something that went wrong, in words. */
export type LadderFinding = {
  readonly code: LadderFindingCode;
  /** One sentence: what was seen, and what it means. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
  /** Places among the entries that show it. */
  readonly entries: readonly number[];
};

/** Kinds of findings. */
export type LadderFindingCode =
  | 'noAck'
  | 'ackLost'
  | 'noAnswer'
  | 'answersLost'
  | 'wrongPassword'
  | 'ourPrivateAddress'
  | 'theirPrivateAddress'
  | 'unreadable';

/**
 * What a trace shows of things that went wrong; the same sentence is told once.
 * @param signals null: what was no SIP
 */
export function findProblems(signals: readonly (ReadSignal | null)[]): readonly LadderFinding[] {
  const read = signals.flatMap((signal) => signal ?? []);
  const found = [
    ...groupSignals(read).flatMap((group) => repetitionProblem(group, read) ?? []),
    ...read.flatMap((signal) => [passwordProblem(signal, read) ?? [], addressProblem(signal) ?? []].flat()),
    ...unreadable(signals),
  ];
  return [...new Map(found.map((finding) => [finding.text, finding])).values()];
}

/** So often a message is sent by UDP before it is more than a lost packet (RFC 3261 §17: at 0, 0.5 and 1.5 s). */
const TELLING_TIMES = 3;

type Group = readonly [ReadSignal, ...ReadSignal[]];

function repetitionProblem(group: Group, read: readonly ReadSignal[]): LadderFinding | null {
  const [{ message, entry, cseq }] = group;
  if (group.length < TELLING_TIMES) return null;
  const entries = group.map(({ at }) => at);
  if (message.kind === 'request') {
    if (message.method === 'ACK') return null;
    const finding = entry.direction === 'out' ? noAnswer(group, read) : answersLost(group, read);
    return finding && { ...finding, entries };
  }
  if (message.status < 200 || message.status > 299 || cseq.method !== 'INVITE') return null;
  const finding = entry.direction === 'out' ? noAck(group, read) : ackLost(group, read);
  return finding && { ...finding, entries };
}

type Told = Omit<LadderFinding, 'entries'>;

function noAck(group: Group, read: readonly ReadSignal[]): Told | null {
  const [{ message, entry }] = group;
  if (acksOf(group[0], read, 'in').length > 0) return null;
  const contact = parseNameAddress(headerOf(message, 'Contact') ?? '');
  const host = (contact && sipUriOf(contact)?.host) ?? '';
  const isUnreachable = isPrivateText(host) && !isPrivateText(entry.remote);
  return {
    code: 'noAck',
    text: `${titleOf(message)} was sent ${group.length} times and no ACK came: the far side cannot reach us (NAT or firewall).`,
    advice: isUnreachable
      ? `Our Contact says ${host}, which cannot be reached from outside: set the public address of this system.`
      : 'See that the address in our Contact can be reached from the far side, on that port and transport.',
  };
}

function ackLost(group: Group, read: readonly ReadSignal[]): Told | null {
  const [{ message }] = group;
  if (acksOf(group[0], read, 'out').length === 0) return null;
  return {
    code: 'ackLost',
    text: `${titleOf(message)} came ${group.length} times although the ACK was sent: the ACK does not reach the far side.`,
    advice: 'See that the Contact and the Record-Route of the far side say addresses that can be reached from here.',
  };
}

function noAnswer(group: Group, read: readonly ReadSignal[]): Told | null {
  const [{ message, entry }] = group;
  if (responsesTo(group[0], read).length > 0) return null;
  return {
    code: 'noAnswer',
    text: `${titleOf(message)} was sent ${group.length} times to ${entry.remote} and nothing came back.`,
    advice: 'See that address, port and transport are right, and that no firewall is in between.',
  };
}

function answersLost(group: Group, read: readonly ReadSignal[]): Told | null {
  const [{ message, entry }, second] = group;
  const answered = responsesTo(group[0], read)[0];
  if (answered === undefined || answered.at > (second?.at ?? 0)) return null;
  return {
    code: 'answersLost',
    text: `${titleOf(message)} came ${group.length} times although it was answered: our answers do not reach ${entry.remote}.`,
    advice: 'See that no firewall is in between, and that the far side hears on the port it sends from (rport).',
  };
}

const acksOf = ({ callId, cseq }: ReadSignal, read: readonly ReadSignal[], direction: SignalEntry['direction']) =>
  read.filter(
    ({ entry, message, ...each }) =>
      entry.direction === direction &&
      message.kind === 'request' &&
      message.method === 'ACK' &&
      each.callId === callId &&
      each.cseq.sequence === cseq.sequence,
  );

const responsesTo = ({ entry, callId, cseq }: ReadSignal, read: readonly ReadSignal[]) =>
  read.filter(
    (each) =>
      each.message.kind === 'response' &&
      each.entry.direction !== entry.direction &&
      each.callId === callId &&
      each.cseq.sequence === cseq.sequence &&
      each.cseq.method === cseq.method,
  );

/** Who asks again after a password was given did not like it; a nonce that was too old is no fault (RFC 7616 §3.3). */
function passwordProblem(
  { message, entry, at, callId, cseq }: ReadSignal,
  read: readonly ReadSignal[],
): LadderFinding | null {
  if (message.kind !== 'response' || (message.status !== 401 && message.status !== 407)) return null;
  const challenge = headerOf(message, message.status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate') ?? '';
  const credentials = message.status === 401 ? 'Authorization' : 'Proxy-Authorization';
  const wasGiven = read.some(
    (each) =>
      each.at < at &&
      each.callId === callId &&
      each.cseq.sequence === cseq.sequence &&
      hasHeader(each.message, credentials),
  );
  if (!wasGiven || /\bstale\s*=\s*"?true/i.test(challenge)) return null;
  const isTheirs = entry.direction === 'in';
  return {
    code: 'wrongPassword',
    text: isTheirs ? 'The far side did not take our password.' : 'The password of the far side was not right.',
    advice: isTheirs
      ? 'See that user name and password are those the carrier or the exchange has given.'
      : 'See that the telephone has the user name and the password that are set here.',
    entries: [at],
  };
}

/** Sound cannot be sent to an address of a private network from outside. */
function addressProblem({ message, entry, at }: ReadSignal): LadderFinding | null {
  const session = descriptionOf(message);
  const [media] = session === null ? [] : soundSections(session);
  const host = session && media && connectionOf(session, media)?.address;
  if (!host || !isPrivateText(host) || isPrivateText(entry.remote) || /^0\.0\.0\.0$|^::$/.test(host)) return null;
  if (entry.direction === 'out')
    return {
      code: 'ourPrivateAddress',
      text: `Our sound is awaited at ${host}, which ${entry.remote} cannot reach.`,
      advice: 'Set the public address of this system, and open its ports of sound.',
      entries: [at],
    };
  return {
    code: 'theirPrivateAddress',
    text: `The far side awaits sound at ${host}, which cannot be reached: it is behind a router.`,
    advice: 'Its sound shows where it is, and ours goes there. If none comes, see to the router of the far side.',
    entries: [at],
  };
}

const isPrivateText = (text: string): boolean => {
  const address = parseTraceAddress(/^[^[]*:.*:/.test(text) ? `[${text}]` : text);
  return address !== null && isPrivateAddress(address.bytes);
};

function unreadable(signals: readonly (ReadSignal | null)[]): readonly LadderFinding[] {
  const entries = signals.flatMap((signal, at) => (signal === null ? [at] : []));
  if (entries.length === 0) return [];
  return [
    {
      code: 'unreadable',
      text: `${entries.length === 1 ? 'A message was' : `${entries.length} messages were`} no SIP that can be read.`,
      advice: 'Look at the messages: another program may be sending to this port, or a router in between changes them.',
      entries,
    },
  ];
}
