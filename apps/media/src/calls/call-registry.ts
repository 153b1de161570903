import {
  AppError,
  type CallDefaults,
  type CallEnd,
  type CallId,
  type CallStart,
  callId,
  type JournalLine,
  toAppError,
} from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import { joinCalls } from './bridge.js';
import { CallJournal } from './call-journal.js';
import type { CallLeg } from './call-leg.js';
import { type CallResult, CallSession } from './call-session.js';
import { type Destination, type Directory, findDestination } from './destination.js';
import { FlowDriver } from './flow-driver.js';
import { createLocalLeg } from './local-leg.js';
import type { Principal } from './principal.js';
import { RemoteDriver } from './remote-driver.js';
import { rescueRecording } from './rescue-recording.js';
import type { SoundPort } from './sound-port.js';
import { recordingFile, streamOptions } from './stream-options.js';

/** Where the stories of calls go: the control link, which loses nothing. */
export type CallReporter = {
  readonly started: (start: CallStart) => void;
  readonly line: (callId: CallId, line: JournalLine) => void;
  readonly ended: (callId: CallId, end: CallEnd) => void;
};

/** What a registry is made of. */
export type CallRegistryParts = {
  readonly sound: SoundPort;
  readonly directory: Directory;
  readonly reporter: CallReporter;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly defaults: CallDefaults;
  readonly recordingsDir: string;
  readonly maxCalls: number;
  /** Told when a call has ended; for the counts. */
  readonly onEnded?: (result: CallResult) => void;
};

/** A call may be passed on so often; more is going round in a circle. */
const MAX_PASSED_ON = 5;

/** The calls of this process: takes them in, makes their sessions, knows which are live. */
export class CallRegistry {
  readonly #parts: CallRegistryParts;
  readonly #calls = new Map<CallId, CallSession>();
  readonly #depth = new WeakMap<CallSession, number>();
  #isStopping = false;

  constructor(parts: CallRegistryParts) {
    this.#parts = parts;
  }

  get liveCount(): number {
    return this.#calls.size;
  }

  get liveIds(): readonly CallId[] {
    return [...this.#calls.keys()];
  }

  get(id: CallId): CallSession | undefined {
    return this.#calls.get(id);
  }

  /**
   * Takes a call in and answers it. Resolves when it is answered, or has ended for want of an answer.
   * @throws AppError when it may not begin at all: `auth.*`, `call.busy`, `call.unknownEndpoint`, `flow.*`
   */
  async accept(leg: CallLeg, principal: Principal): Promise<CallSession> {
    this.#admit(leg.callId);
    const destination = await findDestination(leg.to, principal, this.#parts.directory);
    this.#admit(leg.callId);
    const call = this.#begin(leg, destination, null);
    await this.#answer(call, destination);
    return call;
  }

  /** Ends every call and takes in no more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#calls.values()].map((call) => call.close({ reason: 'shutdown', initiator: 'system' })));
  }

  #admit(id: CallId): void {
    if (this.#isStopping) throw new AppError('call.busy', 'The server is stopping.');
    if (this.#calls.has(id)) throw new AppError('api.conflict', 'There is a call with this id already.');
    if (this.#calls.size >= this.#parts.maxCalls) throw new AppError('call.busy', 'All lines are busy.');
  }

  #begin(leg: CallLeg, destination: Destination, parent: CallId | null): CallSession {
    const { clock, log, reporter } = this.#parts;
    const startedAtMs = clock.nowMs();
    const startedMonotonicMs = clock.monotonicMs();
    const journal = new CallJournal(
      (line) => reporter.line(leg.callId, line),
      () => clock.monotonicMs() - startedMonotonicMs,
    );
    const driver = destination.flow
      ? new FlowDriver(destination.flow.program, destination.flow.entry.ref, clock)
      : new RemoteDriver();
    const call = new CallSession({
      leg,
      driver,
      journal,
      clock,
      log: log.child({ callId: leg.callId }),
      startedAtMs,
      refer: (from, command) =>
        void joinCalls(from, command, { clock, dial: (one, target) => this.#dial(one, target, destination) }),
      rescueRecording: (id) => rescueRecording(this.#parts.recordingsDir, recordingFile(id), clock.nowMs()),
    });
    this.#calls.set(leg.callId, call);
    reporter.started({
      callId: leg.callId,
      workspaceId: destination.workspaceId,
      protocol: leg.protocol,
      direction: leg.direction,
      from: leg.from,
      to: leg.to,
      endpointId: destination.endpoint?.id ?? null,
      flow: destination.flow?.entry.ref ?? null,
      parentCallId: parent,
      startedAtMs,
    });
    void call.ended.then((result) => this.#forget(call, result));
    call.begin();
    log.info({ callId: leg.callId, protocol: leg.protocol }, 'call started');
    return call;
  }

  async #answer(call: CallSession, destination: Destination): Promise<void> {
    try {
      if (call.leg.offer === null) throw new AppError('media.badSdp', 'The invite carries no offer.');
      const options = streamOptions(call.callId, call.leg.option, destination, this.#parts.defaults);
      const stream = await this.#parts.sound.open(options, this.#listen(call));
      await call.answer(stream, call.leg.offer);
    } catch (error) {
      await call.refuse('invite', toAppError(error));
    }
  }

  async #dial(from: CallSession, target: string, { workspaceId }: Destination): Promise<CallSession> {
    const depth = (this.#depth.get(from) ?? 0) + 1;
    if (depth > MAX_PASSED_ON) throw new AppError('call.transferFailed', 'The call has been passed on too often.');
    const id = callId.parse(`c-${this.#parts.newId()}`);
    this.#admit(id);
    const principal: Principal = { kind: 'key', workspaceId, scopes: ['calls:start'] };
    const destination = await findDestination(target, principal, this.#parts.directory);
    const call = this.#begin(createLocalLeg(id, from.leg.from, target), destination, from.callId);
    this.#depth.set(call, depth);
    try {
      const options = streamOptions(id, {}, destination, this.#parts.defaults);
      call.attach(await this.#parts.sound.open(options, this.#listen(call), from.callId));
      return call;
    } catch (error) {
      await call.refuse('refer', toAppError(error));
      throw error;
    }
  }

  #listen(call: CallSession) {
    return { onEvent: (event: Parameters<CallSession['post']>[0]) => call.post(event), onLost: () => call.soundLost() };
  }

  #forget(call: CallSession, result: CallResult): void {
    this.#calls.delete(call.callId);
    this.#parts.reporter.ended(call.callId, {
      endedAtMs: result.endedAtMs,
      answeredAtMs: result.answeredAtMs,
      reason: result.reason,
      initiator: result.initiator,
      outcome: outcomeOf(result),
      recording: result.recording,
    });
    this.#parts.onEnded?.(result);
    this.#parts.log.info({ callId: call.callId, reason: result.reason }, 'call ended');
  }
}

const outcomeOf = ({ hasFailed, initiator, wasDrivenToEnd }: CallResult): CallEnd['outcome'] => {
  if (hasFailed) return 'failed';
  return initiator === 'caller' && !wasDrivenToEnd ? 'abandoned' : 'completed';
};
