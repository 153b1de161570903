import { AppError, type CallOption, type Command, type CommandOf, type EngineEvent } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import { commandsOfOption } from './accepted-option.js';
import { type Answering, decliningWith } from './answering.js';
import type { AutoHangup } from './auto-hangup.js';
import { type CallEnding, endingOf, historyEvent, queuedEvent } from './call-events.js';
import type { CallLeg } from './call-leg.js';
import type { CallSound } from './call-sound.js';
import type { GatherDesk } from './gather-desk.js';
import type { Inactivity } from './inactivity.js';
import type { InputWait } from './input-wait.js';
import type { Engagements } from './rooms/engagements.js';
import type { CallStreams } from './streams/call-streams.js';

/** Whom a call's commands are handed to. */
export type CommandDeskParts = {
  readonly leg: CallLeg;
  readonly clock: Clock;
  readonly sound: CallSound;
  readonly gather: GatherDesk;
  readonly answering: Answering;
  readonly engagements: Engagements;
  readonly streams: CallStreams;
  readonly autoHangup: AutoHangup;
  readonly inactivity: Inactivity;
  readonly post: (event: EngineEvent) => void;
  readonly close: (ending: CallEnding) => void;
  readonly inputWait: InputWait;
  /** Gives the call to a flow, or back to its client. @throws AppError `call.notDriver`, and why there is no such flow */
  readonly redirect: (command: CommandOf<'redirect'>) => Promise<void>;
  /** A command the call gives itself. */
  readonly compose: (command: Command) => void;
};

/** Hands each command of a call to whoever carries it out. */
export class CommandDesk {
  readonly #parts: CommandDeskParts;
  /** What the client that has accepted the call asks for. */
  #accepted: CallOption | undefined;

  constructor(parts: CommandDeskParts) {
    this.#parts = parts;
  }

  /** What a client asked for that accepted the call; absent where nobody did. */
  get accepted(): CallOption | undefined {
    return this.#accepted;
  }

  /**
   * Resolves on acceptance; the outcome is an event.
   * @throws AppError `call.alreadyInvited`, `call.transferFailed`, or what the sound says
   */
  async execute(command: Command): Promise<void> {
    const { autoHangup, leg } = this.#parts;
    if (leg.cannot?.has(command.command))
      throw new AppError('protocol.unsupported', `A call by ${leg.protocol} cannot do ${command.command}.`);
    const isOurs = command.command === 'refer' && !leg.handles.has('dial');
    if (leg.handles.has(command.command) && !isOurs) {
      if (command.command === 'tts' || command.command === 'play') autoHangup.onPlay(command);
      return leg.perform(command);
    }
    return this.#carryOut(command);
  }

  async #carryOut(command: Command): Promise<void> {
    const { leg, clock, sound, gather, answering, engagements, post, close } = this.#parts;
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
      case 'stream':
        return this.#parts.streams.perform(command);
      case 'mark':
        return this.#parts.streams.mark(command);
      case 'queryBuffer':
        return this.#parts.streams.queryBuffer(command);
      case 'message':
        return post(queuedEvent(command, clock.nowMs()));
      case 'native':
        throw new AppError('protocol.unsupported', `A call by ${leg.protocol} takes nothing of ${command.protocol}.`);
      case 'tag':
        return; // The journal holds it, and the api reads it there.
      case 'history':
        return post(historyEvent(command, clock.nowMs()));
      case 'redirect':
        return this.#parts.redirect(command);
    }
  }

  #play(command: CommandOf<'tts' | 'play'>): Promise<void> {
    const { answering, autoHangup, inputWait, sound } = this.#parts;
    answering.beforeSound();
    autoHangup.onPlay(command);
    inputWait.onPlay(command);
    const voice = this.#accepted?.tts;
    if (command.command === 'play' || !voice) return sound.perform(command);
    return sound.perform({ ...command, option: { ...voice, ...command.option } });
  }

  // Who accepts says how the call is to hear, speak and be recorded; a call that has been answered is what it is.
  async #accept({ option }: CommandOf<'accept'>): Promise<void> {
    const { answering, compose, inactivity, sound } = this.#parts;
    if (answering.answeredAtMs !== null || !option) return answering.accept();
    this.#accepted = option;
    if (option.inactivityTimeout !== undefined) inactivity.timeoutMs = option.inactivityTimeout * 1000;
    const { eou, denoise, amd, ambiance } = option;
    // Before sound flows: how it is listened to begins with it.
    if (eou ?? denoise ?? amd ?? ambiance) await sound.listenWith({ eou, denoise, amd, ambiance });
    answering.accept();
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
    const { ringtone: url, recorder } = command;
    if (!answering.ring(command)) return;
    if (recorder) compose({ command: 'record', action: 'start', option: recorder });
    if (url === undefined) return;
    compose({ command: 'play', url, playId: url, loop: true });
    answering.onAnswer(() => compose({ command: 'interrupt' }));
  }
}

/** A call is invited once. */
export const alreadyInvited = () => new AppError('call.alreadyInvited', 'The call has been invited already.');
