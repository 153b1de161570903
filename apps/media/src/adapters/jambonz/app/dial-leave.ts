import { AppError, toAppError } from '@callwright/protocol';
import type { DialPermit } from '../../../calls/dial-desk.js';
import type { SentDials } from '../../../calls/telephone.js';
import { dialTarget, isTrueRefer, type JoinCommand } from './join-verbs.js';

/** Leave to have jambonz dial. */
export type DialLeave = {
  /** Those that may be dialled, as they are to be dialled. */
  readonly targets: readonly string[];
  /** How long they may talk at most; null: as long as any. */
  readonly maxTalkMs: number | null;
  /** The dial is over. May be called twice. */
  readonly release: () => void;
};

/** Nobody is dialled. */
const NOBODY: DialLeave = { targets: [], maxTalkMs: null, release: () => undefined };

/**
 * Asks the destination policy before jambonz dials for us: what is dialled there costs as if we had dialled it.
 * @param attempt which target of a `dial` that calls one after another
 * @throws AppError `call.notAllowed`, `call.busy` when none of those that are called may be called
 */
export const askLeave = (command: JoinCommand, attempt: number, sent: () => SentDials): DialLeave => {
  switch (command.command) {
    case 'enqueue':
    case 'conference':
      return NOBODY;
    case 'refer':
      if (!isTrueRefer(command)) return leaveFor([command.target], sent());
      // Nobody is told how long those talk who were joined without us.
      sent().check(command.target);
      return { ...NOBODY, targets: [command.target] };
    case 'dial': {
      const targets = command.targets.map(({ target }) => target);
      return leaveFor(command.order === 'oneAfterAnother' ? targets.slice(attempt, attempt + 1) : targets, sent());
    }
  }
};

/** The same for whom a verb of the flow's author dials. @throws AppError as {@link askLeave} */
export const leaveFor = (targets: readonly string[], sent: SentDials): DialLeave => {
  const permits: DialPermit[] = [];
  let refusal: unknown = new AppError('protocol.badMessage', 'There is nobody to be dialled.');
  for (const target of targets)
    try {
      permits.push(permitFor(target, sent));
    } catch (error) {
      refusal = error;
    }
  if (permits.length === 0) throw refusal;
  const limits = permits.flatMap(({ maxTalkMs }) => (maxTalkMs === null ? [] : [maxTalkMs]));
  return {
    targets: permits.map(({ target }) => target),
    maxTalkMs: limits.length > 0 ? Math.min(...limits) : null,
    release: () => {
      for (const { release } of permits) release();
    },
  };
};

const permitFor = (target: string, sent: SentDials): DialPermit => {
  if (dialTarget(target).type !== 'user') return sent.admit(target);
  // A phone that is registered there: calling it costs nothing.
  sent.checkPhone(target);
  return { target, maxTalkMs: null, release: () => undefined };
};

/** The first attempt, from one on, that may be made at all; or why none may. */
export const firstAllowed = (
  command: JoinCommand,
  attempt: number,
  sent: () => SentDials,
): readonly [at: number, leave: DialLeave | AppError] => {
  try {
    return [attempt, askLeave(command, attempt, sent)];
  } catch (error) {
    const isNext = command.command === 'dial' && command.order === 'oneAfterAnother';
    if (isNext && attempt + 1 < command.targets.length) return firstAllowed(command, attempt + 1, sent);
    return [attempt, toAppError(error)];
  }
};
