import type { JournalLine } from '@callwright/protocol';

/** A question that waits for an answer. */
export type Question = {
  readonly id: string;
  readonly step: string;
  /** Whether the caller has begun to hear it. */
  readonly isHeard: boolean;
};

/** What is being asked at the end of these lines; null when nothing is. */
export const questionIn = (lines: readonly JournalLine[]): Question | null => {
  let step = '';
  let question: Question | null = null;
  for (const line of lines) {
    if (line.kind === 'effect' && line.effect.effect === 'stepEntered') step = line.effect.nodeId;
    question = askedBy(line, step) ?? after(line, question);
  }
  return question;
};

const askedBy = (line: JournalLine, step: string): Question | null => {
  if (line.kind !== 'effect' || line.effect.effect !== 'command' || line.effect.command.command !== 'gather')
    return null;
  const { gatherId, prompt } = line.effect.command;
  return { id: gatherId, step, isHeard: prompt === undefined };
};

const after = (line: JournalLine, question: Question | null): Question | null => {
  if (line.kind !== 'event' || !question) return question;
  const { event } = line;
  switch (event.event) {
    case 'gatherResult':
      return event.gatherId === question.id ? null : question;
    // The first packet with sound of what was begun last. What was said before a question has been heard by then.
    case 'metrics':
      return event.key === 'play.firstPacket' ? { ...question, isHeard: true } : question;
    case 'trackEnd':
      return event.playId === question.id ? { ...question, isHeard: true } : question;
    default:
      return question;
  }
};
