import {
  AppError,
  type CallId,
  type Command,
  type CommandOf,
  type EngineEvent,
  SERVER_TRACK,
  type SessionEvent,
  type SessionEventOf,
  toAppError,
  trackId,
} from '@callwright/protocol';
import type { RecordingSummary, StreamCommand } from '../link/messages.js';
import { isoTime } from '../platform/calendar.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import type { CallDriver } from './call-driver.js';
import type { CallJournal } from './call-journal.js';
import type { CallLeg } from './call-leg.js';
import { GatherDesk } from './gather-desk.js';
import { Mailbox } from './mailbox.js';
import type { SoundStream } from './sound-port.js';

/** Why and by whom a call ended. */
export type CallEnding = {
  readonly reason: string;
  readonly initiator: SessionEventOf<'hangup'>['initiator'];
};

/** How a call went, known when it is over. */
export type CallResult = CallEnding & {
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number;
  readonly hasFailed: boolean;
  /** Whether whoever drove the call was done with it. */
  readonly wasDrivenToEnd: boolean;
  readonly recording: RecordingSummary | null;
};

/** What a session is made of. The session closes the leg, the sound and the driver. */
export type CallSessionParts = {
  readonly leg: CallLeg;
  readonly driver: CallDriver;
  readonly journal: CallJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly startedAtMs: number;
  /** Joins the call with another endpoint of ours; answers by `referStatus` events. */
  readonly refer: (call: CallSession, command: CommandOf<'refer'>) => void;
  /** The recording of a call whose sound process died. */
  readonly rescueRecording: (callId: CallId) => Promise<RecordingSummary | null>;
};

/** After the answer, sound must flow within this time. ICE itself gives up after 15 to 30 s. */
const MEDIA_TIMEOUT_MS = 20_000;
/** No call lasts longer; a forgotten one must not hold its recorder for ever. */
const MAX_CALL_MS = 4 * 60 * 60 * 1000;
/** Streams that are joined pass sound on at this rate at most. */
const BRIDGE_RATE_HZ = 16_000;
/** A sound process that does not close a stream in this time is treated as lost. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * One call: its leg, its sound, whoever drives it, and the mailbox between them. Events come in and are handled one at
 * a time; commands are accepted at once and their outcomes are events. Ends exactly once, with one `hangup`.
 */
export class CallSession {
  readonly callId: CallId;
  readonly leg: CallLeg;
  readonly journal: CallJournal;
  readonly #parts: CallSessionParts;
  readonly #mailbox: Mailbox;
  readonly #gather: GatherDesk;
  readonly #controller = new AbortController();
  readonly #hangupAfter = new Set<string>();
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #timers: Timer[] = [];
  #stream: SoundStream | null = null;
  #isSoundLost = false;
  #answeredAtMs: number | null = null;
  #isMediaReady = false;
  #ending: Promise<CallResult> | null = null;
  #resolveEnded: (result: CallResult) => void = () => undefined;
  /** How the call went, once it is over. Never rejects. */
  readonly ended = new Promise<CallResult>((resolve) => {
    this.#resolveEnded = resolve;
  });

  constructor(parts: CallSessionParts) {
    this.#parts = parts;
    this.leg = parts.leg;
    this.callId = parts.leg.callId;
    this.journal = parts.journal;
    this.#mailbox = new Mailbox((event) => this.#handle(event));
    this.#gather = new GatherDesk({
      clock: parts.clock,
      execute: (command) => this.#compose(command),
      post: (event) => this.post(event),
    });
  }

  /** Aborted when the call ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isEnding(): boolean {
    return this.#ending !== null;
  }

  get isMediaReady(): boolean {
    return this.#isMediaReady;
  }

  /** Hands the call its driver and announces it: `session` is the first event of every call. */
  begin(): void {
    const { leg, driver, clock } = this.#parts;
    driver.drive(this);
    this.post({
      event: 'session',
      timestamp: clock.nowMs(),
      protocol: leg.protocol,
      direction: leg.direction,
      from: leg.from,
      to: leg.to,
      capabilities: [...leg.capabilities],
    });
    this.#timers.push(clock.startTimer(MAX_CALL_MS, () => this.#end('maxDuration')));
  }

  /** Answers the far side's offer with our sound. @throws AppError as {@link SoundStream.answerWebrtc} */
  async answer(stream: SoundStream, offer: string): Promise<void> {
    this.attach(stream);
    const { sdp } = await stream.answerWebrtc(offer);
    this.#answeredAtMs = this.#parts.clock.nowMs();
    this.post({ event: 'answer', timestamp: this.#answeredAtMs, trackId: trackId.parse(this.callId), sdp });
    this.#timers.push(this.#parts.clock.startTimer(MEDIA_TIMEOUT_MS, () => this.#checkMedia()));
  }

  /** Gives the call its sound. */
  attach(stream: SoundStream): void {
    this.#stream = stream;
  }

  /** A call joined to another has sound as soon as the two streams are joined. */
  answeredByBridge(): void {
    this.#answeredAtMs = this.#parts.clock.nowMs();
    this.post({ event: 'mediaReady', timestamp: this.#answeredAtMs, codec: 'bridge', rateHz: BRIDGE_RATE_HZ });
  }

  /** The call cannot begin: says why, then ends it. */
  async refuse(sender: string, { code, message }: AppError): Promise<void> {
    if (this.#ending) return;
    this.journal.append({ kind: 'problem', code, message });
    this.post({ event: 'error', timestamp: this.#parts.clock.nowMs(), sender, error: message, code });
    await this.close({ reason: 'failed', initiator: 'system' });
  }

  /** Sees every event after it was handled. Returns what takes the listener off again. */
  onEvent(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts an event into the call's mailbox. */
  post(event: EngineEvent): void {
    this.#mailbox.post(event);
  }

  /** A command of the far side. Refusals are told to it as `error`, and to nobody else. */
  async request(command: Command): Promise<void> {
    try {
      this.#parts.driver.admit(command);
      this.journal.append({ kind: 'command', command, by: 'client' });
      await this.execute(command);
      this.#tell({
        event: 'ack',
        timestamp: this.#parts.clock.nowMs(),
        command: command.command,
        ok: true,
        commandId: command.commandId,
      });
    } catch (error) {
      this.#refuse(command, toAppError(error));
    }
  }

  /** A command of the driver; a failure comes back as an event. */
  dispatch(command: Command): void {
    this.execute(command).catch((error: unknown) => this.post(this.#errorEvent(command, toAppError(error))));
  }

  /**
   * Carries a command out; resolves on acceptance.
   * @throws AppError `call.ended`, `call.alreadyInvited`, `protocol.unsupported` or what the sound says
   */
  async execute(command: Command): Promise<void> {
    if (this.#ending) throw new AppError('call.ended', 'The call is over.');
    if (this.leg.handles.has(command.command)) return this.leg.perform(command);
    switch (command.command) {
      case 'invite':
        throw new AppError('call.alreadyInvited', 'The call has been invited already.');
      case 'candidate':
        return; // Our side is ICE-lite: peers are learnt from their checks.
      case 'hangup':
        this.#end(command.reason ?? 'completed', initiatorOf(command));
        return;
      case 'gather':
        this.#gather.start(command);
        return;
      case 'refer':
        this.#parts.refer(this, command);
        return;
      case 'tts':
      case 'play':
        if (command.autoHangup) this.#hangupAfter.add(command.playId ?? '');
        return this.#perform(command);
      case 'interrupt':
      case 'mute':
      case 'unmute':
      case 'asr':
      case 'vad':
      case 'record':
      case 'dtmf':
        return this.#perform(command);
    }
  }

  /** What plays or is played into the call comes from another stream until `unbridge`. */
  async bridge(other: CallId): Promise<void> {
    await this.#liveStream().bridge(other);
  }

  async unbridge(): Promise<void> {
    await this.#stream?.unbridge();
  }

  /** The sound process died: an error that names it, then the end of this call and no other. */
  soundLost(): void {
    this.#isSoundLost = true;
    if (this.#ending) return;
    const message = 'The sound of this call was lost.';
    this.journal.append({ kind: 'problem', code: 'media.soundLost', message });
    this.post({
      event: 'error',
      timestamp: this.#parts.clock.nowMs(),
      sender: 'media',
      error: message,
      code: 'media.soundLost',
    });
    this.#end('failed');
  }

  /** Ends the call. The same promise each time; never rejects. */
  close(ending: CallEnding): Promise<CallResult> {
    this.#ending ??= this.#finish(ending);
    return this.#ending;
  }

  #end(reason: string, initiator: CallEnding['initiator'] = 'system'): void {
    void this.close({ reason, initiator });
  }

  async #finish(ending: CallEnding): Promise<CallResult> {
    this.#controller.abort();
    for (const timer of this.#timers) timer.cancel();
    this.#gather.close();
    const recording = await this.#closeSound();
    const endedAtMs = this.#parts.clock.nowMs();
    const { driver } = this.#parts;
    const wasDrivenToEnd = driver.kind === 'remote' || driver.hasFinished();
    this.#mailbox.post(this.#hangupEvent(ending, endedAtMs));
    driver.close();
    await this.leg.close();
    const hasFailed = driver.hasFailed() || this.#isSoundLost || ending.reason === 'failed';
    const result = { ...ending, answeredAtMs: this.#answeredAtMs, endedAtMs, hasFailed, wasDrivenToEnd, recording };
    this.#resolveEnded(result);
    return result;
  }

  async #closeSound(): Promise<RecordingSummary | null> {
    const { clock, rescueRecording } = this.#parts;
    if (!this.#stream) return null;
    if (this.#isSoundLost) return rescueRecording(this.callId);
    let timer: Timer | undefined;
    const tooLate = new Promise<'late'>((resolve) => {
      timer = clock.startTimer(CLOSE_TIMEOUT_MS, () => resolve('late'));
    });
    const closed = await Promise.race([this.#stream.close(), tooLate]);
    timer?.cancel();
    return closed === 'late' || closed === null ? rescueRecording(this.callId) : closed;
  }

  // Once the call is ending the driver hears only of its end: what the closing itself causes is written down, not acted on.
  #handle(event: EngineEvent): void {
    if (event.event === 'mediaReady') {
      if (this.#isMediaReady) return;
      this.#isMediaReady = true;
    }
    if (this.#ending && event.event !== 'hangup') this.journal.append({ kind: 'event', event });
    else {
      this.#parts.driver.receive(event);
      this.#gather.receive(event);
    }
    if (event.event === 'flowStarted' || event.event === 'timerFired') return;
    this.leg.send(event);
    for (const listener of this.#listeners) listener(event);
    this.#react(event);
  }

  #react(event: SessionEvent): void {
    if (event.event === 'trackEnd' && this.#hangupAfter.delete(event.playId ?? '')) this.#end('autohangup');
    if (event.event === 'error' && event.sender === 'media' && event.code === 'media.timeout')
      this.#end('transport', 'caller');
  }

  #compose(command: Command): void {
    this.journal.append({ kind: 'command', command, by: 'call' });
    this.dispatch(command);
  }

  async #perform(command: StreamCommand): Promise<void> {
    await this.#liveStream().perform(command);
  }

  #liveStream(): SoundStream {
    if (!this.#stream || this.#isSoundLost) throw new AppError('media.soundLost', 'The call has no sound.');
    return this.#stream;
  }

  #checkMedia(): void {
    if (this.#isMediaReady) return;
    const error = 'No sound came from the caller in time.';
    this.post({ event: 'error', timestamp: this.#parts.clock.nowMs(), sender: 'media', error, code: 'media.timeout' });
  }

  #refuse(command: Command, error: AppError): void {
    this.journal.append({ kind: 'problem', code: error.code, message: error.message });
    this.#tell(this.#errorEvent(command, error));
  }

  #tell(event: SessionEvent): void {
    this.leg.send(event);
  }

  #errorEvent(command: Command, error: AppError): SessionEventOf<'error'> {
    const playId = 'playId' in command ? command.playId : 'gatherId' in command ? command.gatherId : undefined;
    return {
      event: 'error',
      timestamp: this.#parts.clock.nowMs(),
      trackId: SERVER_TRACK,
      sender: command.command,
      error: error.message,
      code: error.code,
      ...(command.commandId === undefined ? {} : { commandId: command.commandId }),
      ...(playId === undefined ? {} : { playId }),
    };
  }

  #hangupEvent({ reason, initiator }: CallEnding, endedAtMs: number): SessionEventOf<'hangup'> {
    return {
      event: 'hangup',
      timestamp: endedAtMs,
      trackId: trackId.parse(this.callId),
      reason,
      initiator,
      startTime: isoTime(this.#parts.startedAtMs),
      ...(this.#answeredAtMs === null ? {} : { answerTime: isoTime(this.#answeredAtMs) }),
      hangupTime: isoTime(endedAtMs),
    };
  }
}

const initiatorOf = ({ initiator }: CommandOf<'hangup'>): CallEnding['initiator'] =>
  initiator === 'system' || initiator === 'callee' || initiator === 'api' ? initiator : 'caller';
