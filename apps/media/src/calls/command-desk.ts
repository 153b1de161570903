import { AppError, type Command, type CommandOf, type EngineEvent, type TtsOption } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import { commandsOfOption } from './accepted-option.js';
import { type Answering, decliningWith } from './answering.js';
import type { AutoHangup } from './auto-hangup.js';
import { type CallEnding, endingOf, queuedEvent } from './call-events.js';
import type { CallLeg } from './call-leg.js';
import type { CallSound } from './call-sound.js';
import type { GatherDesk } from './gather-desk.js';
import type { Engagements } from './rooms/engagements.js';

/** Whom a call's commands are handed to. */
export type CommandDeskParts = {
  readonly leg: CallLeg;
  readonly clock: Clock;
  readonly sound: CallSound;
  readonly gather: GatherDesk;
  readonly answering: Answering;
  readonly engagements: Engagements;
  readonly autoHangup: AutoHangup;
  readonly post: (event: EngineEvent) => void;
  readonly close: (ending: CallEnding) => void;
  /** A command the call gives itself. */
  readonly compose: (command: Command) => void;
};

/** Hands each command of a call to whoever carries it out. */
export class CommandDesk {
  readonly #parts: CommandDeskParts;
  /** How the client that has accepted the call wants it to speak. */
  #voice: TtsOption | undefined;

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
  }

  /**
   * Resolves on acceptance; the outcome is an event.
   * @throws AppError `call.alreadyInvited`, `call.transferFailed`, or what the sound says
   */
  async execute(command: Command): Promise<void> {
    const { leg, clock, sound, gather, answering, engagements, post, close } = this.#parts;
    if (leg.cannot?.has(command.command))
      throw new AppError('protocol.unsupported', `A call by ${leg.protocol} cannot do ${command.command}.`);
    const isOurs = command.command === 'refer' && !leg.handles.has('dial');
    if (leg.handles.has(command.command) && !isOurs) return leg.perform(command);
    switch (command.command) {
      case 'invite':
        throw alreadyInvited();
      case 'accept':
        return this.#accept(command);
      case 'reject':
        return this.#decline(command);
      case 'ringing':
        return this.#ring(command);
      case 'candidate':
        return; // Our side is ICE-lite: peers are learnt from their checks.
      case 'hangup':
        return close(endingOf(command));
      case 'gather':
        return gather.start(command);
      case 'refer':
      case 'dial':
      case 'enqueue':
        answering.beforeSound();
        return engagements.begin(command);
      case 'conference':
        // Whoever is there hears and is heard; in the others they are answered when somebody talks to them.
        answering.accept();
        return engagements.begin(command);
      case 'leave':
        return engagements.leave(command.id);
      case 'tts':
        return this.#play(command);
      case 'play':
        // Spec 0 §3: a recording without a name of its own goes by its address.
        return this.#play({ ...command, playId: command.playId ?? command.url });
      case 'interrupt':
      case 'pause':
      case 'resume':
      case 'mute':
      case 'unmute':
      case 'asr':
      case 'vad':
      case 'record':
      case 'dtmf':
        return sound.perform(command);
      case 'message':
        return post(queuedEvent(command, clock.nowMs()));
      case 'tag':
        return; // The journal holds it, and the api reads it there.
    }
  }

  #play(command: CommandOf<'tts' | 'play'>): Promise<void> {
    const { answering, autoHangup, sound } = this.#parts;
    answering.beforeSound();
    autoHangup.onPlay(command);
    if (command.command === 'play' || !this.#voice) return sound.perform(command);
    return sound.perform({ ...command, option: { ...this.#voice, ...command.option } });
  }

  // Who accepts says how the call is to hear, speak and be recorded; a call that has been answered is what it is.
  #accept({ option }: CommandOf<'accept'>): void {
    const { answering, compose } = this.#parts;
    const isDue = answering.answeredAtMs === null;
    answering.accept();
    if (!isDue || !option) return;
    this.#voice = option.tts;
    for (const command of commandsOfOption(option)) compose(command);
  }

  #decline(command: CommandOf<'reject'>): void {
    const { answering, close } = this.#parts;
    if (answering.answeredAtMs !== null)
      throw new AppError('call.alreadyInvited', 'The call has been answered; hang up instead.');
    close(decliningWith(command));
  }

  // What it rings with gives way to whatever is played next, and to the answer.
  #ring(command: CommandOf<'ringing'>): void {
    const { answering, compose } = this.#parts;
    const { ringtone: url } = command;
    if (!answering.ring(command) || url === undefined) return;
    compose({ command: 'play', url, playId: url, loop: true });
    answering.onAnswer(() => compose({ command: 'interrupt' }));
  }
}

/** A call is invited once. */
export const alreadyInvited = () => new AppError('call.alreadyInvited', 'The call has been invited already.');
