import {
  AppError,
  type Command,
  type CommandOf,
  type EndpointApplicationOf,
  type EngineEvent,
  type SessionEventOf,
  toAppError,
} from '@callwright/protocol';
import type { Client } from '@grpc/grpc-js';
import type { CallDriver } from '../../../calls/call-driver.js';
import { isOfCall } from '../../../calls/call-events.js';
import type { CallSession } from '../../../calls/call-session.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import type { L16Order } from '../content-type.js';
import type { ReasonCode } from '../messages.js';
import type { Customer } from './customer.js';
import { KeyWatch } from './key-watch.js';
import type { PerclCommand, StreamOrder } from './percl.js';
import { StreamDesk } from './stream-desk.js';

/** A channel to one application, for one stream. */
export type Channel = Client;

/** What a driver is made of. */
export type FreeclimbDriverParts = {
  readonly application: EndpointApplicationOf<'freeclimb'>;
  readonly customer: Customer;
  /** @throws AppError `http.*` */
  readonly openChannel: (uri: URL) => Promise<Channel>;
  /** Streams outlast their calls by a goodbye. */
  readonly inBackground: (name: string, work: Promise<unknown>) => void;
  readonly l16Order: L16Order;
  readonly clock: Clock;
  readonly log: Log;
};

/** Seed 3: how a caller leaves the application. */
const TRANSFER_KEYS = '*8';
const REFER_ID = 'freeclimb';
/** RFC 3261 §21: how a caller is told who is not answered. */
const codes = { busy: 486, rejected: 603 } as const;

/**
 * An existing FreeClimb application decides: its PerCL is fetched and carried out, and its gRPC server hears the call and
 * plays into it.
 */
export class FreeclimbDriver implements CallDriver {
  readonly kind = 'application';
  /** It rings until the customer has said what is to be done. */
  readonly welcome = 'later';
  readonly #parts: FreeclimbDriverParts;
  readonly #keys: KeyWatch;
  #call: CallSession | null = null;
  #desk: StreamDesk | null = null;
  #order: StreamOrder | null = null;
  #hasAsked = false;
  #isTransferred = false;
  #wasTerminated = false;
  #hasFinished = false;
  #hasFailed = false;
  #hasMedia = false;
  #whenMedia: (() => void) | null = null;

  constructor(parts: FreeclimbDriverParts) {
    this.#parts = parts;
    this.#keys = new KeyWatch(parts.application.transferKeys ?? TRANSFER_KEYS);
  }

  drive(call: CallSession): void {
    this.#call = call;
  }

  receive(event: EngineEvent): void {
    const call = this.#call;
    if (!call) return;
    call.journal.append({ kind: 'event', event });
    if (!isOfCall(event)) return;
    switch (event.event) {
      case 'session':
        if (event.direction === 'inbound') this.#ask(call, 'ringing');
        break;
      case 'answer':
        this.#tellStatus(call, 'inProgress');
        this.#ask(call, 'inProgress');
        break;
      case 'mediaReady':
        this.#hasMedia = true;
        this.#whenMedia?.();
        break;
      case 'referStatus':
        this.#transferred(call, event);
        break;
      case 'hangup':
        this.#ended(call, event);
        return;
    }
    if (event.event === 'dtmf' && event.phase === 'start' && this.#leaves(event)) this.#transfer(call);
    else this.#desk?.note(event);
  }

  admit(command: Command): void {
    if (command.command === 'hangup' || command.command === 'candidate') return;
    throw new AppError(
      'call.notDriver',
      `An application drives this call; ${command.command} is not yours to ask for.`,
    );
  }

  hasFailed(): boolean {
    return this.#hasFailed;
  }

  hasFinished(): boolean {
    return this.#hasFinished;
  }

  close(): void {
    this.#desk?.end('PLATFORM_DISCONNECT', 'The call is over.');
    this.#call = null;
  }

  #ask(call: CallSession, status: 'ringing' | 'inProgress'): void {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    const work = this.#run(call, status).catch((error: unknown) => this.#fail(call, toAppError(error)));
    runInBackground('freeclimb application', work, this.#parts.log);
  }

  async #run(call: CallSession, status: 'ringing' | 'inProgress'): Promise<void> {
    const { application, customer } = this.#parts;
    const script = await customer.percl(application.voiceUrl, call.leg, status, call.signal);
    for (const command of script) {
      if (call.isEnding) return;
      if ((await this.#carryOut(call, command)) === 'stays') return;
    }
    // A script that has come to its end is the end of the call.
    if (!call.isEnding) this.#finish(call, { command: 'hangup', reason: 'completed' });
  }

  async #carryOut(call: CallSession, command: PerclCommand): Promise<'goesOn' | 'stays'> {
    switch (command.name) {
      case 'AudioStream':
        await this.#stream(call, command.stream);
        return 'stays';
      case 'StartRecordCall':
        this.#execute(call, { command: 'accept' });
        this.#execute(call, { command: 'record', action: 'start' });
        return 'goesOn';
      case 'Hangup':
        this.#finish(call, { command: 'hangup', reason: 'completed' });
        return 'stays';
      case 'Reject':
        this.#finish(call, { command: 'hangup', reason: command.reason, code: codes[command.reason] });
        return 'stays';
      case 'unknown':
        call.journal.append({
          kind: 'problem',
          code: 'protocol.unsupported',
          message: `PerCL: ${command.written} is not carried out here.`,
        });
        return 'goesOn';
    }
  }

  async #stream(call: CallSession, order: StreamOrder): Promise<void> {
    const { openChannel, l16Order, clock, inBackground } = this.#parts;
    this.#order = order;
    const channel = await openChannel(order.uri);
    try {
      this.#execute(call, { command: 'accept' });
      await this.#media(call);
      if (call.isEnding) throw new AppError('call.ended', 'The call is over.');
    } catch (error) {
      channel.close();
      throw error;
    }
    const desk = await StreamDesk.open(
      {
        ...{ call, order, l16Order, clock },
        onTerminate: () => this.#terminate(call),
        onEnd: (problem) => this.#streamEnded(call, problem),
        execute: (command) => this.#execute(call, command),
      },
      channel,
    );
    inBackground('freeclimb stream', desk.closed);
    this.#desk = desk;
    if (call.isEnding) desk.end('PLATFORM_DISCONNECT', 'The call is over.');
  }

  /** Sound flows, or the call is over. */
  #media(call: CallSession): Promise<void> {
    if (this.#hasMedia || call.isEnding) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenMedia = resolve;
      call.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #leaves({ digit, timestamp }: SessionEventOf<'dtmf'>): boolean {
    return this.#desk !== null && !this.#isTransferred && this.#keys.press(digit, timestamp);
  }

  // Seed 3: to the application it is a caller who has hung up.
  #transfer(call: CallSession): void {
    const { transferTo } = this.#parts.application;
    this.#isTransferred = true;
    this.#closeStream(call, 'CALLER_DISCONNECT', 'completed');
    if (transferTo === undefined) {
      void call.close({ reason: 'caller', initiator: 'caller' });
      return;
    }
    this.#hasFinished = true;
    this.#execute(call, { command: 'refer', target: transferTo, referId: REFER_ID, options: { mode: 'bridge' } });
  }

  #transferred(call: CallSession, { referId, status }: SessionEventOf<'referStatus'>): void {
    if (referId !== REFER_ID || status === 'trying' || status === 'answered') return;
    if (status === 'ended') void call.close({ reason: 'completed', initiator: 'system' });
    else this.#fail(call, new AppError('call.transferFailed', 'The call could not be passed on.'));
  }

  #terminate(call: CallSession): void {
    this.#wasTerminated = true;
    this.#finish(call, { command: 'hangup', reason: 'application' });
  }

  // Spec 3: "perceived as if the gRPC channel hung up the call".
  #streamEnded(call: CallSession, problem: AppError | null): void {
    if (problem) this.#fail(call, problem);
    else this.#terminate(call);
  }

  #finish(call: CallSession, command: CommandOf<'hangup'>): void {
    this.#hasFinished = true;
    this.#execute(call, command);
  }

  #fail(call: CallSession, error: AppError): void {
    if (call.isEnding || error.code === 'call.ended') return;
    if (error.code === 'internal') this.#parts.log.error({ error: String(error.cause ?? error) }, 'application failed');
    this.#hasFailed = true;
    void call.refuse('application', error);
  }

  #ended(call: CallSession, { initiator, reason }: SessionEventOf<'hangup'>): void {
    const isFailure = this.#hasFailed || reason === 'failed';
    const status = isFailure ? 'failed' : 'completed';
    this.#closeStream(call, this.#reasonCode(initiator === 'caller', isFailure), status);
    this.#tellStatus(call, status);
  }

  #reasonCode(isByCaller: boolean, isFailure: boolean): ReasonCode {
    if (isFailure) return 'PLATFORM_ERROR';
    if (this.#wasTerminated) return 'APPLICATION_DISCONNECT';
    return isByCaller ? 'CALLER_DISCONNECT' : 'PLATFORM_DISCONNECT';
  }

  /** Ends the stream and tells the customer so, once; where there was none it came to nothing, which is told as well. */
  #closeStream({ leg }: CallSession, reasonCode: ReasonCode, status: 'completed' | 'failed'): void {
    const order = this.#order;
    this.#desk?.end(reasonCode, reasonTexts[reasonCode]);
    this.#desk = null;
    this.#order = null;
    if (order) this.#parts.customer.tell(order.actionUrl, leg, status, { requestType: 'audioStream', reasonCode });
  }

  #tellStatus({ leg }: CallSession, status: 'inProgress' | 'completed' | 'failed'): void {
    const { statusUrl } = this.#parts.application;
    if (statusUrl !== undefined) this.#parts.customer.tell(statusUrl, leg, status, { requestType: 'callStatus' });
  }

  #execute(call: CallSession, command: Command): void {
    call.journal.append({ kind: 'command', command, by: 'client' });
    call.dispatch(command);
  }
}

const reasonTexts: Readonly<Record<ReasonCode, string>> = {
  CALLER_DISCONNECT: 'The caller hung up.',
  APPLICATION_DISCONNECT: 'The application ended the call.',
  PLATFORM_DISCONNECT: 'The platform ended the call.',
  PLATFORM_ERROR: 'The call failed.',
};
