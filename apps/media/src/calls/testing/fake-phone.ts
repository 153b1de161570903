import {
  AppError,
  type Command,
  type CommandName,
  type ErrorCode,
  type SessionEvent,
  type SessionEventName,
  type SessionEventOf,
  trackId,
} from '@callwright/protocol';
import type { RtpAgreement } from '../../link/rtp-agreement.js';
import type { CallLeg } from '../call-leg.js';
import { CallRefusal } from '../call-refusal.js';
import type { OutboundInvite } from '../dialler.js';
import { createDeferred } from '../rooms/deferred.js';
import type { SoundStream } from '../sound-port.js';

/** Somebody far away who is called: rings, answers or refuses as a test says. A leg without a wire. */
export class FakePhone implements CallLeg {
  readonly invite: OutboundInvite;
  readonly protocol = 'memory';
  readonly direction = 'outbound';
  readonly capabilities = ['keysIn', 'keysOut'];
  readonly handles = new Set<CommandName>();
  readonly headers = {};
  /** What it was told, in order. */
  readonly events: SessionEvent[] = [];
  /** Commands it was to carry out itself. */
  readonly performed: Command[] = [];
  closeCount = 0;
  readonly #gone = new AbortController();
  readonly #answer = createDeferred<{ sdp: string }>();
  #stream: SoundStream | null = null;
  #post: ((event: SessionEvent) => void) | null = null;

  constructor(invite: OutboundInvite) {
    this.invite = invite;
    // A phone that is refused before anybody listens is no error of the test's.
    this.#answer.promise.catch(() => undefined);
  }

  get callId() {
    return this.invite.callId;
  }

  get from(): string {
    return this.invite.callerId ?? '';
  }

  get to(): string {
    return this.invite.target;
  }

  get option() {
    return this.invite.option;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** Whether its bell has been reached at all. */
  get isCalled(): boolean {
    return this.#post !== null;
  }

  readonly openSound: CallLeg['openSound'] = async (stream, post) => {
    await stream.openRtp('ip4');
    this.#stream = stream;
    this.#post = post;
    return this.#answer.promise;
  };

  readonly perform = async (command: Command): Promise<void> => void this.performed.push(command);

  readonly send = (event: SessionEvent): void => void this.events.push(event);

  readonly close = async (): Promise<void> => {
    this.closeCount += 1;
    this.#answer.reject(new AppError('call.ended', 'It was given up.'));
  };

  /** Rings; with sound of its own or without. */
  async rings(earlyMedia = false): Promise<void> {
    if (earlyMedia) await this.#stream?.updateRtp(agreement('early'));
    this.#tell({ event: 'ringing', timestamp: 0, trackId: trackId.parse(this.callId), earlyMedia });
  }

  /** Somebody answers. */
  async answers(): Promise<void> {
    await this.#stream?.updateRtp(agreement('confirmed'));
    this.#answer.resolve({ sdp: 'v=0 answer' });
  }

  /** Does not want the call. @param code SIP status it says so with, if it does */
  refuses(error: ErrorCode, message: string, code?: number): void {
    const reject = { event: 'reject', timestamp: 0, trackId: trackId.parse(this.callId), reason: message } as const;
    if (code !== undefined) this.#tell({ ...reject, code });
    this.#answer.reject(code === undefined ? new AppError(error, message) : new CallRefusal(error, message, code));
  }

  /** Hangs up, or its connection breaks. */
  vanishes(): void {
    this.#gone.abort();
  }

  /** What it was told of one kind, in order. */
  named<Name extends SessionEventName>(name: Name): readonly SessionEventOf<Name>[] {
    return this.events.filter((event): event is SessionEventOf<Name> => event.event === name);
  }

  #tell(event: SessionEvent): void {
    if (!this.#post) throw new Error(`${this.to} has not been called.`);
    this.#post(event);
  }
}

const agreement = (phase: RtpAgreement['phase']): RtpAgreement => ({
  codec: 'pcma',
  payloadTypes: { sound: 8 },
  remote: { address: '127.0.0.1', port: 30_000 },
  direction: 'sendrecv',
  srtp: null,
  isRtcpMuxed: false,
  phase,
});
