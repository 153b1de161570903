import { hasHeader, headerOf } from '../message/headers.js';
import { soundSections } from '../offer-answer/offered-transport.js';
import { connectionOf } from '../offer-answer/sdp-lines.js';
import type { LadderFinding } from './finding.js';
import { descriptionOf, groupSignals, type ReadSignal } from './read-signal.js';
import { repetitionFinding } from './repetition-finding.js';
import { isPrivateText } from './trace-address.js';

/**
 * What a trace shows of things that went wrong; the same sentence is told once.
 * @param signals null: what was no SIP
 */
export function findProblems(signals: readonly (ReadSignal | null)[]): readonly LadderFinding[] {
  const read = signals.flatMap((signal) => signal ?? []);
  const found = [
    ...groupSignals(read).flatMap((group) => repetitionFinding(group, read) ?? []),
    ...read.flatMap((signal) => [passwordProblem(signal, read) ?? [], addressProblem(signal) ?? []].flat()),
    ...unreadable(signals),
  ];
  return [...new Map(found.map((finding) => [finding.text, finding])).values()];
}

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
