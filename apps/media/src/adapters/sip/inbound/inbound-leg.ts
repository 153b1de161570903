import {
  AppError,
  type CallId,
  type CallSignalling,
  type Command,
  type SessionEvent,
  type SessionEventOf,
} from '@callwright/protocol';
import { hasToken, type SdpRefusal } from '@callwright/sip';
import type { CallLeg } from '../../../calls/call-leg.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { ALLOW, refusalContent, SUPPORTED } from '../dialog/our-headers.js';
import { sessionHeaders } from '../dialog/session-answer.js';
import type { SipDialog } from '../dialog/sip-dialog.js';
import type { SipSound } from '../dialog/sip-sound.js';
import { endHeaders } from '../outbound/extra-headers.js';
import { bodyOf } from '../stack/drachtio-messages.js';
import type { HeadersToWrite, IncomingRequest, MessageContent } from '../stack/sip-stack.js';
import { reasonOfEnd } from '../trunks/reasons.js';
import { contentOf } from './status-of.js';

/** What a leg of a call that came in is made of. */
export type InboundLegParts = {
  readonly callId: CallId;
  readonly invite: IncomingRequest;
  readonly from: string;
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly identity: CallLeg['identity'];
  readonly signal: AbortSignal;
  readonly openDialog: (
    stream: SoundStream,
    post: (event: SessionEvent) => void,
  ) => { readonly dialog: SipDialog; readonly sound: SipSound };
  /** Carries out what the far side does itself: a true REFER. */
  readonly perform: (command: Command, dialogId: string) => Promise<void>;
  readonly handles: CallLeg['handles'];
  readonly onClosed: (dialogId: string | null) => void;
  /** What was said under these Call-IDs. */
  readonly signalling: (callIds: readonly string[]) => CallSignalling | null;
  readonly log: Log;
};

/** What a caller by SIP can do. `earlyMedia`: be heard and hear before the answer. */
export const SIP_CAPABILITIES: readonly string[] = [
  'earlyMedia',
  'bridge',
  'refer',
  'keysIn',
  'keysOut',
  'files',
  'recording',
];

/** A call that came in: our words as responses to its INVITE, then as requests of its dialog. */
export class InboundLeg implements CallLeg {
  readonly callId: CallId;
  readonly protocol = 'sip';
  readonly direction = 'inbound';
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
  readonly capabilities = SIP_CAPABILITIES;
  readonly handles: CallLeg['handles'];
  readonly headers: CallLeg['headers'];
  readonly identity: CallLeg['identity'];
  readonly option: CallLeg['option'];
  readonly #parts: InboundLegParts;
  #opened: { readonly dialog: SipDialog; readonly sound: SipSound } | null = null;
  #sdp = '';
  #refusal: SdpRefusal | null = null;
  /** Nothing of it is heard once there is a final response of ours, or the caller has gone. */
  #state: 'open' | 'answered' | 'over' = 'open';
  #closing: Promise<void> | null = null;
  #outgoing: Promise<unknown> = Promise.resolve();
  #endHeaders: HeadersToWrite = {};

  constructor(parts: InboundLegParts) {
    this.#parts = parts;
    this.callId = parts.callId;
    this.from = parts.from;
    this.to = parts.to;
    this.signal = parts.signal;
    this.headers = parts.headers;
    this.identity = parts.identity;
    this.handles = parts.handles;
    this.option = { offer: shownOffer(parts.invite.message) };
    parts.signal.addEventListener('abort', () => {
      if (this.#state === 'open') this.#state = 'over';
    });
  }

  readonly openSound: CallLeg['openSound'] = async (stream, post) => {
    this.#opened = this.#parts.openDialog(stream, post);
    const { sound } = this.#opened;
    const answer = await sound.answer(this.#parts.invite.message);
    if (answer === null) this.#sdp = await sound.offer();
    else if (answer.ok) this.#sdp = answer.sdp;
    else {
      this.#refusal = answer.refusal;
      throw new AppError(answer.refusal.status === 488 ? 'media.noCommonCodec' : 'media.badSdp', answer.refusal.why);
    }
    return { sdp: this.#sdp };
  };

  signalling(): CallSignalling | null {
    return this.#parts.signalling(this.#opened?.dialog.callIds ?? []);
  }

  perform(command: Command): Promise<void> {
    return this.#parts.perform(command, this.#opened?.dialog.id ?? '');
  }

  endWith(headers: Readonly<Record<string, string>>): void {
    this.#endHeaders = endHeaders(headers);
  }

  send(event: SessionEvent): void {
    // The rest is not for telephones.
    if (event.event === 'ringing') this.#ring(event);
    else if (event.event === 'answer') this.#answer();
    else if (event.event === 'reject') this.reject(event.code ?? 480, this.#refusal);
    else if (event.event === 'hangup') this.#hangUp(event);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** A final response that is no answer; nothing happens when there has been one. */
  reject(status: number, refusal: SdpRefusal | null = null): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    if (refusal === null) this.#respond(status, contentOf(status));
    else this.#respond(refusal.status, refusalContent(refusal), refusal.reason);
  }

  #ring({ earlyMedia }: SessionEventOf<'ringing'>): void {
    if (this.#state !== 'open') return;
    // RFC 3262 §3: who insists on it gets every provisional response until it has said that it came.
    const isReliable = hasToken(this.#parts.invite.message, 'Require', '100rel');
    const headers = { Allow: ALLOW, ...(isReliable && { Require: '100rel' }) };
    this.#respond(earlyMedia ? 183 : 180, earlyMedia ? { headers, body: this.#sdp } : { headers });
  }

  #answer(): void {
    if (this.#state !== 'open') return;
    this.#state = 'answered';
    this.#opened?.dialog.confirm('us');
    const headers = { Allow: ALLOW, Supported: SUPPORTED, ...sessionHeaders(this.#parts.invite.message) };
    this.#respond(200, { headers, body: this.#sdp });
  }

  #hangUp({ reason, initiator }: SessionEventOf<'hangup'>): void {
    this.reject(initiator === 'caller' ? 487 : 480);
    const dialog = this.#opened?.dialog;
    if (this.#state !== 'answered' || !dialog || dialog.isOver) return;
    this.#state = 'over';
    this.#outgoing = this.#outgoing.then(() => dialog.bye({ ...this.#endHeaders, Reason: reasonOfEnd(reason) }));
  }

  #respond(status: number, content: MessageContent, reason?: string): void {
    this.#outgoing = this.#outgoing.then(() => this.#parts.invite.respond(status, content, reason));
    runInBackground('respond to an INVITE', this.#outgoing, this.#parts.log);
  }

  async #close(): Promise<void> {
    this.#hangUp({
      event: 'hangup',
      timestamp: 0,
      reason: 'failed',
      initiator: 'system',
      startTime: '',
      hangupTime: '',
    });
    await this.#outgoing.catch(() => undefined);
    this.#parts.onClosed(this.#opened?.dialog.id ?? null);
  }
}

// Whoever decides about the call may read what is offered, but not the keys of its sound (RFC 4568 §9.1).
const shownOffer = (message: IncomingRequest['message']): string =>
  bodyOf(message)
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('a=crypto:'))
    .join('\r\n')
    .slice(0, MAX_OFFER_LENGTH);

/** Of SDP that is shown; more is no description of sound. */
const MAX_OFFER_LENGTH = 16_384;
