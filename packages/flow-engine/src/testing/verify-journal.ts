import { AppError, type Effect, type JournalLine, journalLineSchema } from '@callwright/protocol';
import { advance } from '../advance.js';
import { groupBy } from '../group-by.js';
import { type FlowInstance, newInstance } from '../instance.js';
import type { FlowProgram } from '../program.js';
import { replayJournal } from '../replay.js';
import { isSameJson } from '../same-json.js';

/**
 * What must hold of every call's journal: each line is one the protocol knows and survives being sent; exactly one
 * `hangup`, the last event; run again from its text, kept and taken up after every single event, it gives the same
 * effects and ends in the same state.
 * @throws AppError `internal` that says where it does not
 */
export const verifyJournal = (program: FlowProgram, journal: readonly JournalLine[], ended: FlowInstance): void => {
  const lines = journal.map(readAgain);
  const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
  if (events.filter(({ event }) => event === 'hangup').length !== 1) throw wrong('A call has exactly one hangup.');
  if (events.at(-1)?.event !== 'hangup') throw wrong('Something came after the hangup.');
  const { difference, instance } = replayJournal(program, ended.flow, lines);
  if (difference) throw differs(difference.seq, difference.recorded, difference.replayed);
  if (!isSameJson(instance, ended)) throw wrong('The replay ends in another state.');
  verifyResumption(program, lines, ended);
};

const readAgain = (line: JournalLine): JournalLine => {
  const read = journalLineSchema.safeParse(JSON.parse(JSON.stringify(line)));
  if (!read.success) throw wrong(`Line ${line.seq} is none of the protocol's: ${read.error.message}`);
  if (!isSameJson(read.data, line)) throw wrong(`Line ${line.seq} loses something on the wire.`);
  return read.data;
};

// An engine that is stopped after each event and started again elsewhere, from what it left as text.
const verifyResumption = (program: FlowProgram, lines: readonly JournalLine[], ended: FlowInstance): void => {
  const effects = lines.flatMap((line) => (line.kind === 'effect' ? [line] : []));
  const effectsOf = groupBy(effects, ({ cause }) => cause);
  let kept = JSON.stringify(newInstance(ended.flow));
  for (const line of lines) {
    if (line.kind !== 'event' || !line.toFlow) continue;
    const turn = advance(program, JSON.parse(kept) as FlowInstance, line.event);
    const recorded = (effectsOf.get(line.seq) ?? []).map(({ effect }) => effect);
    if (!isSameJson(turn.effects, recorded)) throw differs(line.seq, recorded, turn.effects);
    kept = JSON.stringify(turn.instance);
  }
  if (!isSameJson(JSON.parse(kept), ended)) throw wrong('An engine taken up again ends in another state.');
};

const wrong = (message: string) => new AppError('internal', message);
const differs = (seq: number, recorded: readonly Effect[], replayed: readonly Effect[]) =>
  wrong(`The replay differs at line ${seq}: was ${JSON.stringify(recorded)}, is ${JSON.stringify(replayed)}.`);
