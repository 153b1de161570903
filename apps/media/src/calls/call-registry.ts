import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  AppError,
  type CallDefaults,
  type CallEnd,
  type CallId,
  type CallStart,
  callId,
  type EndpointApplication,
  type JournalLine,
  type PlatformFallback,
  toAppError,
  type WorkspaceId,
} from '@callwright/protocol';
import type { RoomName, StreamOptions } from '../link/messages.js';
import { recordingFile, recordingFiles } from '../link/recording-names.js';
import type { Clock } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import { AwaitedCalls } from './awaited-calls.js';
import type { CallClient } from './call-client.js';
import type { CallDriver } from './call-driver.js';
import { CallJournal } from './call-journal.js';
import type { CallLeg } from './call-leg.js';
import { outcomeOf, startOf } from './call-report.js';
import type { CallResult } from './call-result.js';
import { CallSession } from './call-session.js';
import { CallTransfers } from './call-transfers.js';
import { type Destination, type Directory, findDestination, isLine } from './destination.js';
import type { FlowServices } from './effect-desk.js';
import { EndedIds } from './ended-ids.js';
import { FlowDriver } from './flow-driver.js';
import { createLocalLeg } from './local-leg.js';
import { type Dialling, OutboundCalls } from './outbound-calls.js';
import { mayHear, type Principal } from './principal.js';
import { RemoteDriver } from './remote-driver.js';
import { rescueRecording } from './rescue-recording.js';
import { engage } from './rooms/engage.js';
import type { DialledLine, DialWays, RoomPorts, Voice } from './rooms/room-ports.js';
import { WorkspaceRooms } from './rooms/workspace-rooms.js';
import type { SoundListener, SoundPort, SoundStream } from './sound-port.js';
import type { SpeechKeys } from './speech-keys.js';
import { streamOptions } from './stream-options.js';
import type { DialSocket } from './streams/dial-socket.js';
import { type CallOrigin, type SentDials, Telephone } from './telephone.js';

/** Where the stories of calls go: the control link, which loses nothing. */
export type CallReporter = {
  readonly started: (start: CallStart) => void;
  readonly line: (callId: CallId, line: JournalLine) => void;
  readonly ended: (callId: CallId, end: CallEnd) => void;
};

/** What the platform gives every flow. */
export type PlatformServices = {
  readonly forWorkspace: (workspaceId: WorkspaceId) => FlowServices;
  /** All the chance of one call: 32 bits. */
  readonly newSeed: () => number;
  /** What happens to callers whose flow failed and has nothing of its own for it. */
  readonly fallback: PlatformFallback;
  /** Dials a WebSocket of somebody else, for the sound of a call. */
  readonly dialSocket: DialSocket;
  /** Keys of speech providers that a workspace keeps itself; null where there are none to be asked for. */
  readonly speechKeys?: ((workspaceId: WorkspaceId) => Promise<SpeechKeys>) | null;
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
  /** Callers that may wait in one queue. Default 100. */
  readonly maxQueueLength?: number;
  readonly services: PlatformServices;
  /** Somebody else's application as the driver of one call. */
  readonly applicationDriverOf: (application: EndpointApplication, workspaceId: WorkspaceId, log: Log) => CallDriver;
  /** How those are called who are no lines of ours; absent: nobody is. */
  readonly dialling?: Dialling;
  /** Told when a call has ended; for the counts. */
  readonly onEnded?: (result: CallResult) => void;
};

/** A call may be passed on so often; more is going round in a circle. */
const MAX_PASSED_ON = 5;
const MAX_QUEUE_LENGTH = 100;

/** The calls of this process: takes them in, makes their sessions, knows which are live. */
export class CallRegistry {
  readonly #parts: CallRegistryParts;
  readonly #calls = new Map<CallId, CallSession>();
  /** Those of callers who proved nothing. */
  readonly #strangers = new Set<CallId>();
  readonly #endedIds = new EndedIds();
  readonly #workspaces = new Map<CallId, WorkspaceId>();
  readonly #rooms: WorkspaceRooms;
  readonly #depth = new WeakMap<CallSession, number>();
  /** Those of callers who proved nothing, and those made for them. */
  readonly #ofStrangers = new WeakSet<CallSession>();
  readonly #destinations = new WeakMap<CallSession, Destination>();
  readonly #telephone: Telephone | null;
  readonly #transfers: CallTransfers;
  readonly #awaited: AwaitedCalls;
  #isStopping = false;

  constructor(parts: CallRegistryParts) {
    this.#parts = parts;
    const { clock, maxQueueLength = MAX_QUEUE_LENGTH } = parts;
    this.#rooms = new WorkspaceRooms({ clock, newRoom: () => this.#newRoom(), maxQueueLength });
    this.#transfers = new CallTransfers({
      couples: this.#rooms.couples,
      find: (id) => this.#calls.get(id) ?? null,
      checkRedirect: (id, target) => this.#checkRedirect(id, target),
    });
    this.#telephone = parts.dialling ? this.#createTelephone(parts.dialling) : null;
    this.#awaited = new AwaitedCalls({
      ...{ clock, log: parts.log, directory: parts.directory, defaults: parts.defaults },
      servicesOf: parts.services.forWorkspace,
      begin: (leg, destination, origin) => this.#begin(leg, destination, origin),
      flowDriverOf: (flow, { workspaceId }) => this.#flowDriverOf(flow, workspaceId, parts.log),
    });
  }

  get liveCount(): number {
    return this.#calls.size;
  }

  /** Queues, conferences and couples somebody is in. */
  get roomCount(): number {
    return this.#rooms.count;
  }

  get liveIds(): readonly CallId[] {
    return [...this.#calls.keys()];
  }

  /** The live calls of a workspace. */
  ofWorkspace(workspaceId: WorkspaceId): readonly CallSession[] {
    return [...this.#calls.values()].filter((call) => this.#workspaces.get(call.callId) === workspaceId);
  }

  get(id: CallId): CallSession | undefined {
    return this.#calls.get(id);
  }

  /**
   * Takes a call in. Resolves when it has begun; its answer, or its end for want of one, comes as an event.
   * @throws AppError when it may not begin at all: `auth.*`, `api.conflict`, `call.busy`, `call.ended`,
   * `call.unknownEndpoint`, `flow.*`, `control.unavailable`
   */
  async accept(leg: CallLeg, principal: Principal): Promise<CallSession> {
    this.#admit(leg.callId);
    const destination = await findDestination(leg.to, principal, this.#parts.directory);
    if (leg.signal.aborted) throw new AppError('call.ended', 'The caller has gone.');
    this.#admit(leg.callId);
    if (principal.kind === 'stranger') this.#admitStranger();
    const isAwaited = principal.kind === 'telephone' && destination.flow === null && !destination.application;
    const call = isAwaited
      ? this.#awaited.begin(leg, destination, principal)
      : this.#begin(leg, destination, { principal, parent: null });
    runInBackground('answer call', this.#answer(call, destination), this.#parts.log);
    return call;
  }

  /**
   * A client comes for a telephone call on a line without a flow.
   * @returns null when no such call waits for them
   * @throws AppError `auth.forbidden`
   */
  claim(id: CallId, principal: Principal, client: CallClient): CallSession | null {
    return this.#awaited.claim(id, principal, client);
  }

  /** Calls to the outside. @throws AppError `call.unreachable` where nobody is to be reached */
  get telephone(): Telephone {
    if (!this.#telephone) throw new AppError('call.unreachable', 'Calls by telephone are not set up here.');
    return this.#telephone;
  }

  /** Whom the far side of a call may call by its own means. @throws AppError `call.ended`, `call.unreachable` */
  sentBy(id: CallId): SentDials {
    const call = this.#calls.get(id);
    const destination = call && this.#destinations.get(call);
    if (!call || !destination) throw new AppError('call.ended', 'The call is over.');
    return this.telephone.sentBy(call, destination);
  }

  /** Hands on those a call talks to: what a telephone asks for by REFER. */
  get transfers(): CallTransfers {
    return this.#transfers;
  }

  /** Ends every call and takes in no more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#calls.values()].map((call) => call.close({ reason: 'shutdown', initiator: 'system' })));
  }

  #admit(id: CallId): void {
    if (this.#isStopping) throw new AppError('call.busy', 'The server is stopping.');
    if (this.#isTaken(id)) throw new AppError('api.conflict', 'There is a call with this id already.');
    if (this.#calls.size >= this.#parts.maxCalls) throw new AppError('call.busy', 'All lines are busy.');
  }

  // Public lines are open to everybody, but not all lines at once to nobody we know.
  #admitStranger(): void {
    if (this.#strangers.size >= Math.ceil(this.#parts.maxCalls / 2))
      throw new AppError('call.busy', 'All public lines are busy.');
  }

  // A client may choose its call's id; an old one would get its journal and recording overwritten.
  #isTaken(id: CallId): boolean {
    if (this.#calls.has(id) || this.#endedIds.has(id)) return true;
    return recordingFiles(id).some((file) => existsSync(join(this.#parts.recordingsDir, file)));
  }

  #begin(leg: CallLeg, destination: Destination, { principal, parent, driver }: CallOrigin): CallSession {
    const { clock, log, reporter, recordingsDir } = this.#parts;
    const startedAtMs = clock.nowMs();
    const startedMonotonicMs = clock.monotonicMs();
    const callLog = log.child({ callId: leg.callId });
    const journal = new CallJournal(
      (line) => reporter.line(leg.callId, line),
      () => clock.monotonicMs() - startedMonotonicMs,
    );
    const call = new CallSession({
      leg,
      driver: driver ?? this.#driverOf(destination, callLog),
      journal,
      clock,
      newId: this.#parts.newId,
      log: callLog,
      startedAtMs,
      mayHear: (event) => mayHear(principal, event),
      flowDriverFor: (target) => this.#flowDriverFor(target, destination.workspaceId, callLog),
      engage: (one, engagement) => engage(one, engagement, this.#roomPorts(destination, callLog)),
      dialSocket: this.#parts.services.dialSocket,
      rescueRecording: (from) =>
        rescueRecording(recordingsDir, recordingFile(leg.callId), { startedAtMs: from, endedAtMs: clock.nowMs() }),
    });
    this.#calls.set(leg.callId, call);
    this.#destinations.set(call, destination);
    this.#workspaces.set(leg.callId, destination.workspaceId);
    if (principal.kind === 'stranger') this.#strangers.add(leg.callId);
    if (principal.kind === 'stranger' || (parent && this.#ofStrangers.has(parent))) this.#ofStrangers.add(call);
    reporter.started(startOf(leg, destination, { parentCallId: parent?.callId ?? null, startedAtMs }));
    const forgotten = call.ended.then((result) => this.#forget(call, result));
    runInBackground('report end of call', forgotten, callLog);
    parent?.dials(call);
    call.begin();
    callLog.info({ protocol: leg.protocol }, 'call started');
    return call;
  }

  #driverOf(destination: Destination, log: Log): CallDriver {
    const { flow, workspaceId, application } = destination;
    if (flow) return this.#flowDriverOf(flow, workspaceId, log);
    return application ? this.#parts.applicationDriverOf(application, workspaceId, log) : new RemoteDriver();
  }

  #flowDriverOf(flow: NonNullable<Destination['flow']>, workspaceId: WorkspaceId, log: Log): FlowDriver {
    const { clock, services } = this.#parts;
    return new FlowDriver(flow.program, flow.entry.ref, {
      clock,
      log,
      services: services.forWorkspace(workspaceId),
      newSeed: services.newSeed,
      fallback: services.fallback,
      isMadeUp: flow.isMadeUp === true,
    });
  }

  // Who drives a call may send it to any flow of the workspace.
  async #flowDriverFor(target: string, workspaceId: WorkspaceId, log: Log): Promise<FlowDriver> {
    const principal: Principal = { kind: 'key', workspaceId, scopes: ['calls:start'] };
    const { flow } = await findDestination(target, principal, this.#parts.directory);
    if (!flow) throw new AppError('flow.notFound', 'Nothing answers on this line yet.');
    return this.#flowDriverOf(flow, workspaceId, log);
  }

  #createTelephone(dialling: Dialling): Telephone {
    const { clock, newId, log, directory, defaults } = this.#parts;
    return new Telephone({
      outbound: new OutboundCalls({ ...dialling, clock, newId, log }),
      directory,
      defaults,
      log,
      begin: (leg, destination, origin) => {
        this.#admit(leg.callId);
        return this.#begin(leg, destination, origin);
      },
      openSound: (call, options, near) => this.#openSound(this.#workspaceOf(call), options, listenerOf(call), near),
      isOfStranger: (call) => this.#ofStrangers.has(call),
    });
  }

  // Our own lines are open to whoever is in a call already.
  #checkRedirect(id: CallId, target: string): void {
    const workspaceId = this.#workspaces.get(id);
    if (workspaceId === undefined || isLine(target, workspaceId, this.#parts.directory)) return;
    this.#telephone?.checkRedirect(workspaceId, target);
  }

  #workspaceOf({ callId: id }: CallSession): WorkspaceId {
    const workspaceId = this.#workspaces.get(id);
    if (workspaceId === undefined) throw new AppError('call.ended', 'The call is over.');
    return workspaceId;
  }

  async #answer(call: CallSession, destination: Destination): Promise<void> {
    try {
      const options = streamOptions(call.leg, destination, this.#parts.defaults);
      if (options.inactivityTimeout !== undefined) call.inactivity.timeoutMs = options.inactivityTimeout * 1000;
      const stream = await this.#openSound(destination.workspaceId, options, listenerOf(call));
      await call.answer(stream);
    } catch (error) {
      await call.refuse('invite', this.#noted(error));
    }
  }

  #roomPorts(destination: Destination, log: Log): RoomPorts {
    const { workspaceId } = destination;
    const rooms = this.#rooms;
    return {
      clock: this.#parts.clock,
      log,
      newRoom: () => this.#newRoom(),
      dial: (from, line, ways) => this.#dial(from, line, ways, destination),
      checkSent: (from, target) => {
        if (!isLine(target, workspaceId, this.#parts.directory)) this.telephone.checkSent(from, target, destination);
      },
      openVoice: (beside, listener) => this.#openVoice(beside, listener, destination),
      useQueue: (name, work) => rooms.useQueue(workspaceId, name, work),
      useConference: (name, work) => rooms.useConference(workspaceId, name, work),
      listenIns: rooms.listenIns,
      couples: rooms.couples,
      find: (id) => (this.#workspaces.get(id) === workspaceId ? (this.#calls.get(id) ?? null) : null),
    };
  }

  #newRoom(): RoomName {
    return `r-${this.#parts.newId()}`;
  }

  async #openVoice(beside: CallId, listener: SoundListener, destination: Destination): Promise<Voice> {
    const id = callId.parse(`v-${this.#parts.newId()}`);
    const { tts } = streamOptions({ callId: id, option: {}, direction: 'outbound' }, destination, this.#parts.defaults);
    const options = { callId: id, ...(tts && { tts }) };
    return { id, stream: await this.#openSound(destination.workspaceId, options, listener, beside) };
  }

  /** With the keys of the call's own workspace, and of no other. */
  async #openSound(
    workspaceId: WorkspaceId,
    options: StreamOptions,
    listener: SoundListener,
    near?: CallId,
  ): Promise<SoundStream> {
    const { sound, services } = this.#parts;
    if (!services.speechKeys) return sound.open(options, listener, near);
    return sound.open({ ...options, speechKeys: await services.speechKeys(workspaceId) }, listener, near);
  }

  async #dial(from: CallSession, line: DialledLine, ways: DialWays, destination: Destination): Promise<CallSession> {
    const depth = (this.#depth.get(from) ?? 0) + 1;
    if (depth > MAX_PASSED_ON) throw new AppError('call.transferFailed', 'The call has been passed on too often.');
    const { workspaceId } = destination;
    const isOutside =
      !isLine(line.target, workspaceId, this.#parts.directory) && this.#telephone?.reaches(line.target, workspaceId);
    const call =
      isOutside && this.#telephone
        ? await this.#telephone.dialFor(from, line, ways, destination)
        : await this.#dialLine(from, line, workspaceId);
    this.#depth.set(call, depth);
    return call;
  }

  async #dialLine(from: CallSession, line: DialledLine, workspaceId: WorkspaceId): Promise<CallSession> {
    const { target, callerId } = line;
    const shown = callerId === undefined || callerId === from.leg.from ? from.leg : { from: callerId };
    const id = callId.parse(`c-${this.#parts.newId()}`);
    const principal: Principal = { kind: 'key', workspaceId, scopes: ['calls:start'] };
    const destination = await findDestination(target, principal, this.#parts.directory);
    this.#admit(id);
    const call = this.#begin(createLocalLeg(id, shown, target), destination, { principal, parent: from });
    try {
      const options = streamOptions(call.leg, destination, this.#parts.defaults);
      call.attach(await this.#openSound(workspaceId, options, listenerOf(call), from.callId));
      return call;
    } catch (error) {
      await call.refuse('refer', this.#noted(error));
      throw error;
    }
  }

  #forget(call: CallSession, result: CallResult): void {
    const signalling = call.leg.signalling?.() ?? null;
    this.#calls.delete(call.callId);
    this.#workspaces.delete(call.callId);
    this.#strangers.delete(call.callId);
    this.#endedIds.add(call.callId);
    this.#parts.reporter.ended(call.callId, {
      endedAtMs: result.endedAtMs,
      answeredAtMs: result.answeredAtMs,
      reason: result.reason,
      initiator: result.initiator,
      outcome: outcomeOf(result, call),
      recording: result.recording,
      ...(result.messages.length > 0 ? { messages: [...result.messages] } : {}),
      ...(result.statistics && { sound: result.statistics }),
      ...(signalling && { signalling }),
    });
    this.#parts.onEnded?.(result);
    this.#parts.log.info({ callId: call.callId, reason: result.reason }, 'call ended');
  }

  #noted(thrown: unknown): AppError {
    const error = toAppError(thrown);
    if (error.code === 'internal') this.#parts.log.error({ error: String(thrown) }, 'call could not be answered');
    return error;
  }
}

const listenerOf = (call: CallSession): SoundListener => ({
  onEvent: (event) => call.post(event),
  onLost: () => call.soundLost(),
});
