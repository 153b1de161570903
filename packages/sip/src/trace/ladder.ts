import type { LadderFinding } from './finding.js';
import { findProblems } from './ladder-findings.js';
import { noteOn } from './ladder-note.js';
import { groupSignals, type ReadSignal, readSignal, titleOf } from './read-signal.js';
import type { SignalEntry } from './signal-entry.js';

/** A call's signalling as it is drawn: ends side by side, messages as arrows between them. Plain data for JSON. */
export type SignalLadder = {
  /** In the order they are met. */
  readonly participants: readonly LadderParticipant[];
  /** In the order of their first messages. */
  readonly rows: readonly LadderRow[];
  readonly findings: readonly LadderFinding[];
};

/** An end: us, or somebody by their address. */
export type LadderParticipant = {
  readonly isUs: boolean /** `address:port`; of us the one met first. */;
  readonly address: string;
};

/** An arrow: a message, and how often it was sent again. */
export type LadderRow = {
  /** Since 1970; of the first and of the last time. */
  readonly atMs: number;
  readonly lastAtMs: number;
  /** How often it was seen: more than 1 is a retransmission. */
  readonly times: number;
  /** Places among the participants. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'request' | 'provisional' | 'success' | 'refusal' | 'unreadable';
  /** `INVITE`, or `200 OK`. */
  readonly title: string;
  /** What matters in it, in a few words; null when the title says all. */
  readonly note: string | null;
  readonly callId: string | null;
  /** `1 INVITE`. */
  readonly cseq: string | null;
  readonly transport: SignalEntry['transport'];
  /** Places among the entries: the whole messages. */
  readonly entries: readonly number[];
};

/** Draws a call's signalling. Never throws. */
export function ladderOf(entries: readonly SignalEntry[]): SignalLadder {
  const signals = entries.map(readSignal);
  const participants = participantsOf(entries);
  const rows = [
    ...groupSignals(signals.flatMap((signal) => signal ?? [])).map((group) => signalRow(group, participants)),
    ...entries.flatMap((entry, at) => (signals[at] === null ? [unreadableRow(entry, at, participants)] : [])),
  ];
  const inOrder = rows.sort((one, another) => (one.entries[0] ?? 0) - (another.entries[0] ?? 0));
  return { participants, rows: inOrder, findings: findProblems(signals) };
}

function participantsOf(entries: readonly SignalEntry[]): readonly LadderParticipant[] {
  const participants: LadderParticipant[] = [];
  for (const { direction, local, remote } of entries) {
    const us = { isUs: true, address: local };
    const far = { isUs: false, address: remote };
    for (const each of direction === 'out' ? [us, far] : [far, us])
      if (placeOf(participants, each) < 0) participants.push(each);
  }
  return participants;
}

/** We are one, whatever address we use. */
const placeOf = (participants: readonly LadderParticipant[], { isUs, address }: LadderParticipant): number =>
  participants.findIndex((each) => (isUs ? each.isUs : !each.isUs && each.address === address));

function arrowOf({ direction, local, remote }: SignalEntry, participants: readonly LadderParticipant[]) {
  const us = placeOf(participants, { isUs: true, address: local });
  const far = placeOf(participants, { isUs: false, address: remote });
  return direction === 'out' ? { from: us, to: far } : { from: far, to: us };
}

function signalRow(
  group: readonly [ReadSignal, ...ReadSignal[]],
  participants: readonly LadderParticipant[],
): LadderRow {
  const [{ entry, message, callId, cseq }] = group;
  return {
    atMs: entry.atMs,
    lastAtMs: group.at(-1)?.entry.atMs ?? entry.atMs,
    times: group.length,
    ...arrowOf(entry, participants),
    kind: message.kind === 'request' ? 'request' : kindOf(message.status),
    title: titleOf(message),
    note: noteOn(message),
    callId,
    cseq: `${cseq.sequence} ${cseq.method}`,
    transport: entry.transport,
    entries: group.map(({ at }) => at),
  };
}

const unreadableRow = (entry: SignalEntry, at: number, participants: readonly LadderParticipant[]): LadderRow => ({
  atMs: entry.atMs,
  lastAtMs: entry.atMs,
  times: 1,
  ...arrowOf(entry, participants),
  kind: 'unreadable',
  title: 'no SIP',
  note: null,
  callId: null,
  cseq: null,
  transport: entry.transport,
  entries: [at],
});

const kindOf = (status: number): LadderRow['kind'] => {
  if (status < 200) return 'provisional';
  return status < 300 ? 'success' : 'refusal';
};
