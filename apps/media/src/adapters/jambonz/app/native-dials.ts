import { isData, type Verb } from '@callwright/jambonz-server';
import { AppError } from '@callwright/protocol';
import type { SentDials } from '../../../calls/telephone.js';
import { leaveFor } from './dial-leave.js';
import { dialTarget } from './join-verbs.js';

/** What the author of a flow has jambonz dial in one call: asked for like every dial. */
export class NativeDials {
  readonly #sent: () => SentDials;
  #release: () => void = () => undefined;

  /** @param sent whom jambonz may dial for the call */
  constructor(sent: () => SentDials) {
    this.#sent = sent;
  }

  /** Verbs as they may go out. @throws AppError as {@link permitVerbs} */
  permit(verbs: readonly Verb[]): readonly Verb[] {
    const permitted = permitVerbs(verbs, this.#sent);
    // When they are over nobody tells: they count until others take their place, or the call ends.
    this.#release();
    this.#release = permitted.release;
    return permitted.verbs;
  }

  /** The call is over. May be called twice. */
  close(): void {
    this.#release();
  }
}

/** Verbs that may go out. `release`: they are over; may be called twice. */
export type PermittedVerbs = { readonly verbs: readonly Verb[]; readonly release: () => void };

type Target = Extract<Verb, { verb: 'dial' }>['target'][number];

/**
 * Verbs as a flow's author writes them, of which those that dial are asked for like every dial: one target that may not be
 * called refuses them all.
 * @throws AppError `call.notAllowed`, `call.busy`, `protocol.badMessage` for a target of a kind that is not known
 */
export const permitVerbs = (verbs: readonly Verb[], sent: () => SentDials): PermittedVerbs => {
  const releases: (() => void)[] = [];
  const release = () => {
    for (const one of releases.splice(0)) one();
  };
  const permit = (verb: Verb): Verb => {
    if (verb.verb === 'sip:refer') sent().check(String(verb.referTo));
    if (verb.verb !== 'dial') return verb;
    const limits: number[] = typeof verb.timeLimit === 'number' ? [verb.timeLimit] : [];
    const target = targetsOf(verb).map((one): Target => {
      const leave = leaveFor([addressOf(one)], sent());
      releases.push(leave.release);
      if (leave.maxTalkMs !== null) limits.push(Math.ceil(leave.maxTalkMs / 1000));
      const [dialled = ''] = leave.targets;
      return { ...one, ...dialTarget(dialled) };
    });
    return { ...verb, target, ...(limits.length > 0 && { timeLimit: Math.min(...limits) }) };
  };
  try {
    return { verbs: verbs.map(permit), release };
  } catch (error) {
    release();
    throw error;
  }
};

/** Verbs in the data of a command, where it has any; the others give none. */
export const verbsInCommand = (command: string, data: unknown): readonly Verb[] => {
  const lists = command === 'redirect' ? (isData(data) ? [data.parent_call, data.child_call] : [data]) : [];
  const dials = command === 'dial' && isData(data) ? [{ ...data, verb: 'dial' }] : [];
  return [...lists.flatMap((list) => (Array.isArray(list) ? list : [])), ...dials].filter(isVerbLike);
};

const isVerbLike = (value: unknown): value is Verb => isData(value) && typeof value.verb === 'string';

const targetsOf = ({ target }: Extract<Verb, { verb: 'dial' }>): readonly Target[] =>
  (Array.isArray(target) ? target : [target]).filter((one): one is Target => isData(one));

const addressOf = ({ type, number, sipUri, name }: Target): string => {
  if (type === 'phone' && number !== undefined) return String(number);
  if (type === 'sip' && sipUri !== undefined) return /^sips?:/i.test(sipUri) ? sipUri : `sip:${sipUri}`;
  if (type === 'user' && name !== undefined) return name;
  throw new AppError('protocol.badMessage', 'This target cannot be asked leave for.');
};
