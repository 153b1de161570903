import { SecretVault } from '@callwright/flow-engine';
import {
  AppError,
  type CallId,
  type Command,
  type CommandOf,
  type EngineEvent,
  type SessionEvent,
  type SessionEventOf,
  toAppError,
  trackId,
} from '@callwright/protocol';
import type { RoomName } from '../link/messages.js';
import type { Timer } from '../platform/clock.js';
import { runInBackground } from '../platform/run-in-background.js';
import { writtenForm } from './accepted-option.js';
import { Answering, failingFor } from './answering.js';
import { AutoHangup } from './auto-hangup.js';
import type { DialledParty } from './call-driver.js';
import {
  ackEvent,
  type CallEnding,
  endingAfter,
  extraOf,
  hangupEvent,
  isOfCall,
  problemEvent,
  refusalEvent,
  sessionEvent,
} from './call-events.js';
import type { CallJournal } from './call-journal.js';
import { type CallLeg, FarSideEnded } from './call-leg.js';
import type { CallResult } from './call-result.js';
import type { CallSessionParts } from './call-session-parts.js';
import { CallSound } from './call-sound.js';
import { alreadyInvited, CommandDesk } from './command-desk.js';
import { EarlyKeys } from './early-keys.js';
import { GatherDesk } from './gather-desk.js';
import { Inactivity } from './inactivity.js';
import { InputWait } from './input-wait.js';
import { Mailbox } from './mailbox.js';
import { PressedKeys } from './pressed-keys.js';
import { redirectCall } from './redirect-call.js';
import { Engagements } from './rooms/engagements.js';
import type { SoundStream } from './sound-port.js';
import { CallStreams } from './streams/call-streams.js';

/** No call lasts longer; a forgotten one must not hold its recorder for ever. */
const MAX_CALL_MS = 4 * 60 * 60 * 1000;

/**
 * One call: its leg, its sound, whoever drives it, and the mailbox between them. Events come in and are handled one at
 * a time; commands are accepted at once and their outcomes are events. Ends exactly once, with one `hangup`, after
 * which nothing is told, written down or left running.
 */
export class CallSession {
  readonly callId: CallId;
  readonly leg: CallLeg;
  readonly journal: CallJournal;
  /** What is secret in this call; forgotten at its end. */
  readonly vault: SecretVault;
  readonly #parts: CallSessionParts;
  readonly #mailbox: Mailbox;
  readonly #gather: GatherDesk;
  /** Its sound, to be joined with that of others. */
  readonly sound: CallSound;
  /** What the caller presses, and for whom. */
  readonly keys: PressedKeys;
  readonly #earlyKeys: EarlyKeys;
  readonly #engagements: Engagements;
  readonly #answering: Answering;
  readonly #desk: CommandDesk;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #timers: Timer[] = [];
  readonly #streams: CallStreams;
  readonly #autoHangup = new AutoHangup();
  readonly #inputWait: InputWait;
  /** Ends a call that everybody has left. */
  readonly inactivity: Inactivity;
  #mediaReadyAtMs: number | null = null;
  /** Of a call that is joined to another: its sound, before that was its answer. */
  #earlyMedia: SessionEventOf<'mediaReady'> | null = null;
  #isEnding = false;
  #isOver = false;
  #resolveEnded: (result: CallResult) => void = () => undefined;
  /** How the call went, once it is over. Never rejects. */
  readonly ended = new Promise<CallResult>((resolve) => {
    this.#resolveEnded = resolve;
  });

  constructor(parts: CallSessionParts) {
    const { leg, journal, clock, log, rescueRecording, newId } = parts;
    this.#parts = parts;
    this.vault = new SecretVault(newId);
    leg.useVault?.(this.vault);
    this.leg = leg;
    this.callId = leg.callId;
    this.journal = journal;
    this.sound = new CallSound({ clock, log, rescueRecording });
    this.#engagements = new Engagements({
      signal: this.signal,
      log,
      engage: (engagement) => parts.engage(this, engagement),
      onTalk: () => this.#answering.accept(),
    });
    this.#mailbox = new Mailbox({
      handle: (event) => this.#handle(event),
      onFailure: (error, { event }) => this.#breakDown(error, event),
    });
    this.#gather = new GatherDesk({
      clock,
      execute: (command) => this.#compose(command),
      post: (event) => this.post(event),
      vault: this.vault,
      onSecret: (isSecret) => runInBackground('hide caller', this.sound.hideCaller(isSecret), log),
    });
    this.keys = new PressedKeys(this.#gather);
    const isWaiting = () => parts.driver.isWaiting === true && !this.#isEnding;
    this.#earlyKeys = new EarlyKeys({ isWaiting, post: (event) => this.post(event) });
    this.#answering = new Answering({
      leg,
      clock,
      sound: this.sound,
      post: (event) => this.post(event),
      end: (ending) => void this.close(ending),
      onSilent: () => this.#report('media', new AppError('media.timeout', 'No sound came from the caller in time.')),
    });
    this.#inputWait = new InputWait({ leg, clock, post: (event) => this.post(event) });
    this.inactivity = new Inactivity({
      clock,
      onInactive: () =>
        this.post({ event: 'inactivity', timestamp: clock.nowMs(), trackId: trackId.parse(this.callId) }),
    });
    this.#streams = new CallStreams({
      ...{ callId: this.callId, sound: this.sound, clock, log, dial: parts.dialSocket },
      onSpoken: () => this.inactivity.sign(),
      post: (event) => this.post(event),
    });
    this.#desk = new CommandDesk({
      leg,
      clock,
      sound: this.sound,
      gather: this.#gather,
      answering: this.#answering,
      engagements: this.#engagements,
      streams: this.#streams,
      autoHangup: this.#autoHangup,
      post: (event) => this.post(event),
      close: (ending) => void this.close(ending),
      compose: (command) => this.#compose(command),
      inactivity: this.inactivity,
      inputWait: this.#inputWait,
      redirect: ({ target }) =>
        redirectCall(target, {
          ...parts,
          signal: this.signal,
          quieten: () => this.#compose({ command: 'interrupt' }),
        }),
    });
  }

  /** Aborted when the call ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get startedAtMs(): number {
    return this.#parts.startedAtMs;
  }

  /** When it began to ring; null when it has not. */
  get rangAtMs(): number | null {
    return this.#answering.rangAtMs;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  get isDrivenByClient(): boolean {
    return this.#parts.driver.kind === 'remote';
  }

  get isAnswered(): boolean {
    return this.#answering.answeredAtMs !== null;
  }

  /** The room in which it talks with others; null when it does not. */
  get talkRoom(): RoomName | null {
    return this.#engagements.talkRoom;
  }

  /** Hands the call its driver and announces it: `session` is the first event of every call. */
  begin(): void {
    const { leg, driver, clock } = this.#parts;
    driver.drive(this);
    this.post(sessionEvent(leg, clock.nowMs()));
    this.limit(MAX_CALL_MS);
    const vanish = () => {
      const { reason } = leg.signal;
      void this.close(reason instanceof FarSideEnded ? reason.ending : { reason: 'transport', initiator: 'caller' });
    };
    leg.signal.addEventListener('abort', vanish, { once: true, signal: this.signal });
    if (leg.signal.aborted) vanish();
  }

  /** Agrees with the far side about sound, and answers it, or is answered by it. @throws AppError as {@link CallLeg.openSound} */
  async answer(stream: SoundStream): Promise<void> {
    if (this.attach(stream)) await this.#answering.open(stream, this.#parts.driver.welcome);
  }

  /** Gives the call its sound. @returns false when it has ended meanwhile: the stream is closed again */
  attach(stream: SoundStream): boolean {
    return this.sound.attach(stream);
  }

  /** The call has been joined to the one that made it: sound flows from the next tick of its stream on. */
  answeredByBridge(): void {
    this.#answering.answeredByBridge();
    if (this.#earlyMedia) this.post(this.#earlyMedia);
  }

  /** The call cannot begin: says why, then ends it. */
  async refuse(sender: string, error: AppError): Promise<void> {
    if (this.#isEnding) return;
    this.#report(sender, error);
    await this.close(failingFor(error));
  }

  /** A call of ours that nobody answered: tells why, as the far side sees it, then ends it. */
  async giveUp(error: AppError): Promise<void> {
    if (this.#isEnding) return;
    const ending = this.#answering.unreached(error);
    if (ending.hasFailed) this.#report('invite', error);
    else this.journal.append({ kind: 'problem', code: error.code, message: error.message });
    await this.close(ending);
  }

  /** Somebody is called for it. */
  dials(other: CallSession): void {
    this.#parts.driver.dials?.(other);
  }

  /** Somebody it has dialled has answered. @returns whether they are to be joined; never rejects */
  async meet(other: DialledParty): Promise<boolean> {
    return (await this.#parts.driver.meet?.(other)) ?? true;
  }

  /** Lets the call last so long from now on, and no longer. */
  limit(maxMs: number): void {
    this.#startTimer(maxMs, () => this.#end('maxDuration'));
  }

  /** Sees every event after it was handled. Returns what takes the listener off again. */
  onEvent(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts an event into the call's mailbox; one that comes after the end is dropped. */
  post(event: EngineEvent): void {
    if (!this.#isOver) this.#mailbox.post(event);
  }

  /** A command of the far side. Refusals are told to it as `error`, and to nobody else. Never rejects. */
  async request(command: Command): Promise<void> {
    if (this.#isOver) return;
    try {
      if (command.command === 'invite') throw alreadyInvited();
      this.#parts.driver.admit(command);
      this.journal.append({ kind: 'command', command: writtenForm(command), by: 'client' });
      await this.execute(command.command === 'hangup' ? this.#ofFarSide(command) : command);
      this.#tell(ackEvent(command, this.#parts.clock.nowMs()));
    } catch (error) {
      this.#refuse(command, this.#noted(error));
    }
  }

  /** A command of the driver; a failure comes back as an event, unless it is that the call ends. */
  dispatch(command: Command): void {
    this.execute(command).catch((thrown: unknown) => {
      const error = this.#noted(thrown);
      if (error.code !== 'call.ended') this.post(refusalEvent(command, error, this.#parts.clock.nowMs()));
    });
  }

  /**
   * Carries a command out; resolves on acceptance.
   * @throws AppError `call.ended`, `call.alreadyInvited`, `call.transferFailed`, or what the sound says
   */
  async execute(command: Command): Promise<void> {
    if (this.#isEnding) throw new AppError('call.ended', 'The call is over.');
    this.inactivity.sign();
    return this.#desk.execute(command);
  }

  /** The sound process died: an error that names it, then the end of this call and no other. */
  soundLost(): void {
    this.sound.lose();
    if (this.#isEnding) return;
    this.#report('media', new AppError('media.soundLost', 'The sound of this call was lost.'));
    this.#end('failed', 'system', true);
  }

  /** Ends the call. The same promise each time; never rejects. */
  close(ending: CallEnding): Promise<CallResult> {
    if (!this.#isEnding) {
      this.#isEnding = true;
      runInBackground('end call', this.#finish(ending), this.#parts.log);
    }
    return this.ended;
  }

  #end(reason: string, initiator: CallEnding['initiator'] = 'system', hasFailed = false): void {
    void this.close({ reason, initiator, hasFailed });
  }

  async #finish(ending: CallEnding): Promise<void> {
    const { reason, initiator, hasFailed = false } = ending;
    const { driver, leg, clock, startedAtMs } = this.#parts;
    const rejection = this.#answering.rejectionFor(ending);
    this.#controller.abort();
    this.#answering.close();
    for (const timer of this.#timers) timer.cancel();
    this.inactivity.close();
    this.#inputWait.close();
    this.#gather.close();
    this.#streams.close();
    const recordings = await this.sound.close(this.#mediaReadyAtMs);
    const endedAtMs = clock.nowMs();
    const { answeredAtMs, rangAtMs } = this.#answering;
    const option = { ...leg.option, ...this.#desk.accepted };
    const extra = extraOf(option, leg.headers);
    leg.endWith?.({ ...option.sip?.hangupHeaders, ...ending.headers });
    const wasDrivenToEnd = driver.kind === 'remote' || driver.hasFinished();
    if (rejection) this.#mailbox.post(rejection);
    const times = { startedAtMs, answeredAtMs, rangAtMs, endedAtMs, extra };
    this.#mailbox.post(hangupEvent(leg, { reason, initiator }, times));
    driver.close();
    this.vault.clear();
    this.journal.close();
    this.#noteDropped();
    await leg.close();
    const failed = hasFailed || driver.hasFailed() || this.sound.isLost;
    this.#resolveEnded({
      reason,
      initiator,
      answeredAtMs,
      endedAtMs,
      hasFailed: failed,
      wasDrivenToEnd,
      ...recordings,
    });
  }

  // Once the call is ending the driver hears only of its end: what the closing itself causes is written down, not acted on.
  #handle(event: EngineEvent): void {
    if (event.event === 'hangup') this.#isOver = true;
    if (event.event === 'mediaReady' && !this.#noteMedia(event)) return;
    if (this.#earlyKeys.keeps(event)) return;
    this.inactivity.note(event);
    if (!this.#isEnding) this.#inputWait.note(event);
    const { told, own, passed } = this.keys.show(event);
    if (this.#isEnding && event.event !== 'hangup') this.journal.append({ kind: 'event', event: told });
    else this.#drive(own, told);
    if (passed !== null) this.keys.pass(passed);
    this.#earlyKeys.release();
    if (!isOfCall(told)) return;
    if (this.#parts.mayHear(told.event)) this.leg.send(told);
    for (const listener of this.#listeners) listener(told);
    this.#react(told);
  }

  #noteMedia(event: SessionEventOf<'mediaReady'>): boolean {
    const { timestamp } = event;
    if (this.#mediaReadyAtMs !== null) return false;
    // Sound may flow before we hear that the two are joined. Whoever decides waits for both, and for nothing after them.
    if (this.leg.protocol === 'bridge' && !this.isAnswered) {
      this.#earlyMedia = event;
      return false;
    }
    this.#mediaReadyAtMs = timestamp;
    this.#answering.noteMedia();
    this.inactivity.begin();
    // Who only takes part in a call has no say in it.
    const asked = this.isDrivenByClient ? this.leg.option : {};
    this.#streams.begin({ ...asked, ...this.#desk.accepted });
    return true;
  }

  // A gather that the driver begins because of an event is not answered by it. Only the gather sees the keys of a secret.
  #drive(event: EngineEvent, told: EngineEvent): void {
    const { sequence } = this.#gather;
    this.#parts.driver.receive(told);
    this.#gather.receive(event, sequence);
  }

  #react(event: SessionEvent): void {
    if (event.event === 'trackEnd' && this.#autoHangup.isDue(event)) this.#end('autohangup');
    const ending = endingAfter(event);
    if (ending !== null) void this.close(ending);
  }

  #compose(command: Command): void {
    this.journal.append({ kind: 'command', command, by: 'call' });
    this.dispatch(command);
  }

  // Who only takes part in a call may say that it hangs up, not that somebody else did.
  #ofFarSide(command: CommandOf<'hangup'>): CommandOf<'hangup'> {
    const mayName = this.#parts.driver.kind === 'remote' && command.initiator !== 'api';
    return { ...command, initiator: (mayName ? command.initiator : undefined) ?? 'caller' };
  }

  #breakDown(error: unknown, name: EngineEvent['event']): void {
    this.#parts.log.error({ event: name, error: String(error) }, 'event could not be handled');
    this.journal.append({ kind: 'problem', code: 'internal', message: toAppError(error).message });
    this.#end('failed', 'system', true);
  }

  #report(sender: string, error: AppError): void {
    this.journal.append({ kind: 'problem', code: error.code, message: error.message });
    this.post(problemEvent(sender, error, this.#parts.clock.nowMs()));
  }

  #refuse(command: Command, error: AppError): void {
    this.journal.append({ kind: 'problem', code: error.code, message: error.message });
    this.#tell(refusalEvent(command, error, this.#parts.clock.nowMs()));
  }

  #tell(event: SessionEvent): void {
    if (!this.#isOver) this.leg.send(event);
  }

  #noted(thrown: unknown): AppError {
    const error = toAppError(thrown);
    if (error.code === 'internal') this.#parts.log.error({ error: String(thrown) }, 'command failed');
    return error;
  }

  #noteDropped(): void {
    const { droppedCount } = this.#mailbox;
    if (droppedCount > 0) this.#parts.log.warn({ droppedCount }, 'events were dropped: the mailbox was full');
  }

  #startTimer(afterMs: number, task: () => void): void {
    if (!this.#isEnding) this.#timers.push(this.#parts.clock.startTimer(afterMs, task));
  }
}
