import type { DialTarget, Verb } from '@callwright/jambonz-server';
import type { CommandOf } from '@callwright/protocol';

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

/** The verb of a join. @param from which of the targets of a `dial` that calls one after another is next */
export const joinVerb = (command: JoinCommand, hooks: JoinHooks, from = 0): Verb => {
  switch (command.command) {
    case 'dial':
      return dialVerb(command, hooks, from);
    case 'refer':
      return isTrueRefer(command) ? referVerb(command, hooks) : bridgeVerb(command, hooks);
    case 'enqueue':
      return {
        verb: 'enqueue',
        name: command.queue,
        actionHook: hooks.action,
        ...(isPlayable(command.music) && { waitHook: hooks.wait }),
        ...(command.priority !== undefined && { priority: command.priority }),
      };
    case 'conference':
      return conferenceVerb(command, hooks);
  }
};

/** Whether jambonz can fetch a recording by itself. */
export const isPlayable = (url: string | undefined): url is string => url !== undefined && /^https?:\/\//i.test(url);

const dialVerb = (command: CommandOf<'dial'>, { action }: JoinHooks, from: number): Verb => {
  const { targets, order, callerId, headers, timeLimitMs, music } = command;
  const called = order === 'oneAfterAnother' ? targets.slice(from, from + 1) : targets;
  const ringMs = called[0]?.timeoutMs ?? command.timeoutMs ?? DEFAULT_RING_MS;
  return {
    verb: 'dial',
    target: called.map(({ target }) => dialTarget(target)),
    actionHook: action,
    answerOnBridge: true,
    timeout: Math.ceil(ringMs / 1000),
    ...(callerId && { callerId }),
    ...(headers && { headers }),
    ...(timeLimitMs !== undefined && { timeLimit: Math.max(1, Math.ceil(timeLimitMs / 1000)) }),
    ...(isPlayable(music) && { dialMusic: music }),
  };
};

const bridgeVerb = ({ target, options = {} }: CommandOf<'refer'>, { action, confirm }: JoinHooks): Verb => {
  const { timeoutMs = DEFAULT_RING_MS, callerId, headers, mode, announce } = options;
  return {
    verb: 'dial',
    target: [dialTarget(target)],
    actionHook: action,
    answerOnBridge: true,
    timeout: Math.ceil(timeoutMs / 1000),
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

const conferenceVerb = (command: CommandOf<'conference'>, { action, status, wait }: JoinHooks): Verb => {
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
    ...(isPlayable(music) && { waitHook: wait }),
  };
};
