import type { ChangedEffect, PathMove, ReplayMoment } from '@callwright/flow-engine';
import type { EngineEvent } from '@callwright/protocol';
import { type FindFlow, type LineWords, lineWords } from '../words/line-words.js';
import { exitName, stepName } from '../words/step-words.js';

/** A move of a call in words. */
export const moveWords = (move: PathMove | null, findFlow: FindFlow): string => {
  if (move === null) return 'stays there';
  switch (move.move) {
    case 'enters':
      return `goes to ${nameOf(move.step, move.subflow, findFlow)}`;
    case 'leaves': {
      const flow = findFlow(move.subflow);
      return `leaves by ${flow ? exitName(flow, move.step, move.exit) : move.exit}`;
    }
    case 'ends':
      return `ends (${move.reason})`;
    case 'fails':
      return `fails (${move.code})`;
  }
};

/** Where a call stood, and what happened then: "in Main menu, when the caller presses 2". */
export const placeWords = ({ step, subflow, event, seq, atMs }: ReplayMoment, findFlow: FindFlow): string => {
  const where = step === null ? 'at the beginning' : `in ${nameOf(step, subflow, findFlow)}`;
  const when = answerWords(event) ?? eventWords(lineWords({ kind: 'event', seq, atMs, event }, findFlow));
  return when === null ? where : `${where}, when ${when}`;
};

// How a question was answered is told once in a log of the call, by its keys and words; here it is what counts.
const answerWords = (event: EngineEvent): string | null => {
  if (event.event !== 'gatherResult') return null;
  const answer = event.digits ?? event.text ?? event.choice;
  return answer === undefined ? `the caller gives no answer (${event.reason})` : `the caller answers "${answer}"`;
};

const eventWords = (said: LineWords | null): string | null => {
  if (said === null) return null;
  return said.about === 'caller' ? `the caller ${said.words}` : said.words;
};

/** Something else that is said or done on the same way, in words. */
export const changeWords = (
  { recorded, now, seq, atMs }: ChangedEffect,
  findFlow: FindFlow,
): readonly [string, string] => {
  const words = (effect: ChangedEffect['now']): string => {
    if (effect === null) return 'nothing';
    const said = lineWords({ kind: 'effect', seq, atMs, cause: seq, effect }, findFlow);
    return said === null ? JSON.stringify(effect) : `${said.about} ${said.words}`;
  };
  const pair = [words(recorded), words(now)] as const;
  // Words leave out details: where they are the same, the details differ.
  return pair[0] === pair[1] ? [JSON.stringify(recorded), JSON.stringify(now)] : pair;
};

const nameOf = (step: string, subflow: string | null, findFlow: FindFlow): string => {
  const flow = findFlow(subflow);
  const name = flow ? stepName(flow, step) : step;
  return `${subflow === null ? '' : `${subflow} / `}${name}`;
};
