import { AppError, type CallId, callId as callIdSchema, type ErrorCode, toAppError } from '@callwright/protocol';
import { Metadata, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { type CallLeg, FarSideEnded } from '../../../calls/call-leg.js';
import type { CallSession } from '../../../calls/call-session.js';
import type { Principal } from '../../../calls/principal.js';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { contentTypes, type L16Order, parseContentType } from '../content-type.js';
import {
  type AppSays,
  type CallStarted,
  type PlatformMessage,
  parsePlatformMessage,
  type ReasonCode,
} from '../messages.js';
import { type AdmissionPorts, admit, headersOf } from './admit.js';
import { FreeclimbLeg } from './leg.js';

/** One stream as grpc-js has it; what comes is bytes, so that what is wrong with them is ours to answer. */
export type PlatformStream = ServerDuplexStream<Buffer, AppSays>;

/** What a call of a platform is made of. */
export type PlatformCallParts = AdmissionPorts & {
  readonly onCall: (leg: CallLeg, principal: Principal) => Promise<CallSession>;
  readonly l16Order: L16Order;
  readonly isEncrypted: boolean;
  readonly onRefused: (code: ErrorCode) => void;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: Log;
};

/** The first message must come within this time. */
const FIRST_MESSAGE_MS = 15_000;
/** A platform that has not read for so long is gone. */
const STUCK_MS = 10_000;
/** Messages that make no sense before the stream is ended. */
const MAX_NONSENSE = 1_000;

const statusOf: Partial<Record<ErrorCode, status>> = {
  'auth.required': status.UNAUTHENTICATED,
  'auth.expired': status.UNAUTHENTICATED,
  'auth.forbidden': status.PERMISSION_DENIED,
  'call.unknownEndpoint': status.NOT_FOUND,
  'flow.notFound': status.NOT_FOUND,
  'flow.invalid': status.FAILED_PRECONDITION,
  'call.busy': status.RESOURCE_EXHAUSTED,
  'protocol.badMessage': status.INVALID_ARGUMENT,
  'protocol.firstCommand': status.INVALID_ARGUMENT,
  'media.noCommonCodec': status.INVALID_ARGUMENT,
  'media.timeout': status.DEADLINE_EXCEEDED,
  'control.unavailable': status.UNAVAILABLE,
};

const endings: Readonly<Record<ReasonCode, FarSideEnded['ending']>> = {
  CALLER_DISCONNECT: { reason: 'caller', initiator: 'caller' },
  APPLICATION_DISCONNECT: { reason: 'completed', initiator: 'system' },
  PLATFORM_DISCONNECT: { reason: 'platform', initiator: 'system' },
  PLATFORM_ERROR: { reason: 'failed', initiator: 'system', hasFailed: true },
};

/** One stream of a platform, from its opening to the end of its call. */
export class PlatformCall {
  readonly #stream: PlatformStream;
  readonly #parts: PlatformCallParts;
  readonly #gone = new AbortController();
  readonly #watchdog: Timer;
  #leg: FreeclimbLeg | null = null;
  #stuck: Timer | null = null;
  #nonsenseCount = 0;
  #isOver = false;
  #resolveClosed: () => void = () => undefined;
  /** Resolves when nothing of it is left. */
  readonly closed = new Promise<void>((resolve) => {
    this.#resolveClosed = resolve;
  });

  constructor(stream: PlatformStream, parts: PlatformCallParts) {
    this.#stream = stream;
    this.#parts = parts;
    this.#watchdog = parts.clock.startTimer(FIRST_MESSAGE_MS, () =>
      this.#refuse(new AppError('media.timeout', 'The first message did not come in time.')),
    );
    stream.on('data', (wire: Buffer) => this.#take(wire));
    stream.on('end', () => this.#lost());
    stream.on('cancelled', () => this.#lost());
    stream.on('error', () => this.#lost());
    stream.on('drain', () => this.#drained());
  }

  /** Breaks the stream off. */
  close(): void {
    if (!this.#leg) this.#refuse(new AppError('call.busy', 'The server is stopping.'));
    else this.#lost();
  }

  #take(wire: Buffer): void {
    if (this.#isOver) return;
    const message = parsePlatformMessage(wire);
    if (message === 'unknown') return; // Of a newer platform.
    if (!this.#leg) this.#first(message);
    else if (message === null || message.payload === 'notifyCallStarted') this.#nonsense();
    else this.#later(this.#leg, message);
  }

  #first(message: PlatformMessage | null): void {
    this.#watchdog.cancel();
    if (message?.payload !== 'notifyCallStarted') {
      this.#refuse(new AppError('protocol.firstCommand', 'The first message must be NotifyCallStarted.'));
      return;
    }
    try {
      this.#begin(message.notifyCallStarted);
    } catch (error) {
      this.#refuse(toAppError(error));
    }
  }

  #begin(started: CallStarted): void {
    const { onCall, l16Order, isEncrypted, newId, clock, log } = this.#parts;
    const contentType = parseContentType(started.contentType);
    if (contentType === null)
      throw new AppError('media.noCommonCodec', `Sound must be one of ${contentTypes.join(', ')}.`);
    const { principal, endpoint } = admit(started, this.#stream.metadata, this.#parts);
    const callId: CallId = callIdSchema.parse(`f-${newId()}`);
    const leg = new FreeclimbLeg({
      ...{ callId, contentType, l16Order, isEncrypted, newId, clock },
      ...{ from: (started.isInbound ? started.from : started.to).slice(0, 256), to: endpoint },
      headers: headersOf(started),
      signal: this.#gone.signal,
      say: (message) => this.#say(message),
      end: () => this.#end(),
    });
    this.#leg = leg;
    // The platform hears that it is welcome before it hears anything else.
    this.#stream.sendMetadata(new Metadata());
    const begun = onCall(leg, principal).catch((error: unknown) => this.#refuse(toAppError(error)));
    runInBackground('freeclimb call', begun, log.child({ callId }));
  }

  #later(leg: FreeclimbLeg, message: PlatformMessage): void {
    leg.receive(message);
    if (message.payload !== 'notifyCallEnded') return;
    const { reasonCode } = message.notifyCallEnded;
    const ending = typeof reasonCode === 'string' ? endings[reasonCode] : endings.PLATFORM_DISCONNECT;
    this.#gone.abort(new FarSideEnded(ending));
  }

  #nonsense(): void {
    this.#parts.onRefused('protocol.badMessage');
    this.#nonsenseCount += 1;
    if (this.#nonsenseCount > MAX_NONSENSE)
      this.#refuse(new AppError('protocol.badMessage', 'Too many messages made no sense.'));
  }

  #say(message: AppSays): boolean {
    if (this.#isOver) return false;
    const isTaken = this.#stream.write(message);
    if (!isTaken) this.#stuck ??= this.#parts.clock.startTimer(STUCK_MS, () => this.#lost());
    return isTaken;
  }

  #drained(): void {
    this.#stuck?.cancel();
    this.#stuck = null;
    if (!this.#isOver) this.#leg?.goOn();
  }

  #lost(): void {
    if (this.#isOver) return;
    this.#gone.abort();
    this.#over();
    this.#stream.end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#gone.abort();
    this.#over();
    // Spec 3 §Ordering: the status of a call that is over is OK.
    this.#stream.end();
  }

  #refuse(error: AppError): void {
    if (this.#isOver) return;
    this.#parts.onRefused(error.code);
    this.#gone.abort();
    this.#over();
    const code = statusOf[error.code] ?? status.INTERNAL;
    const details = error.code === 'internal' ? 'Something went wrong.' : error.message;
    this.#stream.emit('error', Object.assign(new Error(details), { code, details }));
  }

  #over(): void {
    this.#isOver = true;
    this.#watchdog.cancel();
    this.#stuck?.cancel();
    this.#resolveClosed();
  }
}
