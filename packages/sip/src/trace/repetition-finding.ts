import { headerOf } from '../message/headers.js';
import { parseNameAddress, sipUriOf } from '../message/name-address.js';
import type { LadderFinding } from './finding.js';
import { type ReadSignal, titleOf } from './read-signal.js';
import type { SignalEntry } from './signal-entry.js';
import { isPrivateText } from './trace-address.js';

/** So often a message is sent by UDP before it is more than a lost packet (RFC 3261 §17: at 0, 0.5 and 1.5 s). */
const TELLING_TIMES = 3;

type Group = readonly [ReadSignal, ...ReadSignal[]];

/**
 * What it means that a message was repeated; null when that is nothing to worry about.
 * @param group the message with its repetitions
 * @param read all messages of the trace
 */
export function repetitionFinding(group: Group, read: readonly ReadSignal[]): LadderFinding | null {
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
