import type { DialTarget, Verb } from '@callwright/jambonz-server';
import type { CommandOf } from '@callwright/protocol';
import type { DialLeave } from './dial-leave.js';
import type { HookKind } from './hooks.js';

/** Commands by which the call is joined to others, there. */
export type JoinCommand = CommandOf<'dial' | 'refer' | 'enqueue' | 'conference'>;
/** How hooks of one join are named. */
export type JoinHooks = {
  readonly action: string;
  readonly status: string;
  readonly wait: string;
  readonly confirm: string;
};

const DEFAULT_RING_MS = 30_000;

/** Who is called, by how the target is written: a SIP address, a number, or a user of the account. */
export const dialTarget = (target: string): DialTarget => {
  if (/^sips?:/i.test(target)) return { type: 'sip', sipUri: target };
  const number = target.replace(/^tel:/i, '').replace(/[\s().-]/g, '');
  if (/^\+?[0-9*#]{2,32}$/.test(number)) return { type: 'phone', number };
  return { type: 'user', name: target };
};

/** Whether a refer is a true REFER; the others are bridged. */
export const isTrueRefer = ({ options = {} }: CommandOf<'refer'>): boolean => options.mode === 'sip';

/** On what terms a join is made. */
export type JoinTerms = {
  readonly hooks: JoinHooks;
  /** Who is dialled, and for how long at most. */
  readonly leave: Pick<DialLeave, 'targets' | 'maxTalkMs'>;
  /** Which of the targets of a `dial` that calls one after another. */
  readonly attempt: number;
  /** Where jambonz can fetch a recording; null: it cannot. */
  readonly addressOf: (url: string) => string | null;
};

/** The verb of a join. */
export const joinVerb = (command: JoinCommand, terms: JoinTerms): Verb => {
  const { hooks } = terms;
  switch (command.command) {
    case 'dial':
      return dialVerb(command, terms);
    case 'refer':
      return isTrueRefer(command) ? referVerb(command, hooks) : bridgeVerb(command, terms);
    case 'enqueue':
      return {
        verb: 'enqueue',
        name: command.queue,
        actionHook: hooks.action,
        waitHook: hooks.wait,
        ...(command.priority !== undefined && { priority: command.priority }),
      };
    case 'conference':
      return conferenceVerb(command, terms);
  }
};

const dialVerb = (command: CommandOf<'dial'>, { hooks, leave, attempt, addressOf }: JoinTerms): Verb => {
  const { callerId, headers, timeLimitMs, music, order, targets } = command;
  const first = targets[order === 'oneAfterAnother' ? attempt : 0];
  const ringMs = first?.timeoutMs ?? command.timeoutMs ?? DEFAULT_RING_MS;
  const dialMusic = music === undefined ? null : addressOf(music);
  return {
    verb: 'dial',
    target: leave.targets.map(dialTarget),
    actionHook: hooks.action,
    answerOnBridge: true,
    timeout: Math.ceil(ringMs / 1000),
    ...(callerId && { callerId }),
    ...(headers && { headers }),
    ...limited(timeLimitMs, leave),
    ...(dialMusic !== null && { dialMusic }),
  };
};

/** As long as the command says, and no longer than the policy lets it. */
const limited = (wantedMs: number | undefined, { maxTalkMs }: JoinTerms['leave']): { readonly timeLimit?: number } => {
  const limits = [wantedMs, maxTalkMs].flatMap((ms) => (typeof ms === 'number' ? [ms] : []));
  return limits.length > 0 ? { timeLimit: Math.max(1, Math.ceil(Math.min(...limits) / 1000)) } : {};
};

const bridgeVerb = ({ options = {} }: CommandOf<'refer'>, { hooks, leave }: JoinTerms): Verb => {
  const { action, confirm } = hooks;
  const { timeoutMs = DEFAULT_RING_MS, callerId, headers, mode, announce } = options;
  return {
    verb: 'dial',
    target: leave.targets.map(dialTarget),
    actionHook: action,
    answerOnBridge: true,
    timeout: Math.ceil(timeoutMs / 1000),
    ...limited(undefined, leave),
    ...(callerId && { callerId }),
    ...(headers && { headers }),
    ...(mode === 'attended' && announce && { confirmHook: confirm }),
  };
};

const referVerb = ({ target, options = {} }: CommandOf<'refer'>, { action, status }: JoinHooks): Verb => ({
  verb: 'sip:refer',
  referTo: target.replace(/^tel:/i, ''),
  actionHook: action,
  eventHook: status,
  ...(options.callerId && { referredBy: options.callerId }),
  ...(options.headers && { headers: options.headers }),
});

const conferenceVerb = (command: CommandOf<'conference'>, { hooks, addressOf }: JoinTerms): Verb => {
  const { action, status, wait } = hooks;
  const { room, role = 'speaker', waitForHost, endsWithHost, announcesMembers, maxMembers, music } = command;
  return {
    verb: 'conference',
    name: room,
    actionHook: action,
    statusHook: status,
    statusEvents: ['start', 'end', 'join', 'leave'],
    startConferenceOnEnter: role === 'host' || waitForHost !== true,
    ...(endsWithHost && role === 'host' && { endConferenceOnExit: true }),
    ...(announcesMembers && { beep: true }),
    ...(role === 'listener' && { joinMuted: true }),
    ...(maxMembers !== undefined && { maxParticipants: maxMembers }),
    ...(music !== undefined && addressOf(music) !== null && { waitHook: wait }),
  };
};

/** The hook by which a join tells what came of it. */
export const HOOK_OF = { dial: 'dial', refer: 'refer', enqueue: 'queue', conference: 'conference' } as const satisfies {
  [Name in JoinCommand['command']]: HookKind;
};

/** Who is called by an attempt of a join, where that is one alone. */
export const targetOf = (command: JoinCommand, attempt: number): string | undefined => {
  if (command.command === 'refer') return command.target;
  return command.command === 'dial' && (command.order === 'oneAfterAnother' || command.targets.length === 1)
    ? command.targets[attempt]?.target
    : undefined;
};

/** What the other side is told before the two are joined (spec 2 §1.1: only verbs that play and ask). */
export const confirmVerbs = (command: JoinCommand | null): readonly Verb[] => {
  const announce = command?.command === 'refer' ? command.options?.announce : undefined;
  return announce ? [{ verb: 'say', text: announce }] : [];
};

/** What somebody hears who waits for a conference to begin. */
export const waitingVerbs = (command: JoinCommand | null, addressOf: JoinTerms['addressOf']): readonly Verb[] => {
  const music = command?.command === 'conference' ? command.music : undefined;
  const url = music === undefined ? null : addressOf(music);
  return url === null ? [] : [{ verb: 'play', url, loop: 'forever' }];
};
