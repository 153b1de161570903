import {
  AppError,
  type CallId,
  type CallSignalling,
  type Command,
  type SessionEvent,
  toAppError,
  trackId,
  type WorkspaceId,
} from '@callwright/protocol';
import { headerOf, headersOf, parseNameAddress, type SipMessage } from '@callwright/sip';
import { type CallLeg, FarSideEnded } from '../../../calls/call-leg.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { RtpFamily } from '../../../link/rtp-agreement.js';
import { holdEventOf } from '../dialog/hold-event.js';
import { formatInfoDigit } from '../dialog/info-digits.js';
import { SipDialog, tagIn } from '../dialog/sip-dialog.js';
import { SipSound } from '../dialog/sip-sound.js';
import { SIP_CAPABILITIES } from '../inbound/inbound-leg.js';
import { readableHeaders } from '../inbound/readable-headers.js';
import type { SipParts } from '../sip-parts.js';
import type { HeadersToWrite, IncomingResponse } from '../stack/sip-stack.js';
import { reasonOfEnd } from '../trunks/reasons.js';
import { endHeaders } from './extra-headers.js';
import { type CallFailure, callError, isGatewayOut, refusalOf } from './failure.js';
import { type AttemptOutcome, InviteAttempt } from './invite-attempt.js';
import type { Route, RoutePlan } from './route-plan.js';

/** What a leg of a call that goes out is made of. */
export type OutboundLegParts = SipParts & {
  readonly callId: CallId;
  readonly workspaceId: WorkspaceId;
  readonly from: string;
  readonly to: string;
  readonly option: CallLeg['option'];
  readonly plan: RoutePlan;
  /** Where else a 3xx may send the call; empty when that is not allowed. */
  readonly redirected: (contacts: readonly string[]) => RoutePlan;
};

/** So many 3xx one after another are followed (RFC 3261 §8.1.3.4). */
const MAX_REDIRECTS = 3;
/** So many of them are known at the end; a user has fewer phones. */
const MAX_ATTEMPTS = 64;
const NOBODY: CallFailure = { why: 'transport' };

type Answered = Extract<AttemptOutcome, { outcome: 'answered' }> & { readonly route: Route };

/** A call that goes out: rings whoever its plan names, and is joined with the first that answers. */
export class OutboundLeg implements CallLeg {
  readonly callId: CallId;
  readonly protocol = 'sip';
  readonly direction = 'outbound';
  readonly from: string;
  readonly to: string;
  readonly option: CallLeg['option'];
  readonly capabilities = SIP_CAPABILITIES;
  readonly handles = new Set<Command['command']>(['refer']);
  readonly headers: Record<string, string> = {};
  readonly #parts: OutboundLegParts;
  readonly #controller = new AbortController();
  /** All that was tried; no more than a call may ring phones and gateways. */
  #attempts: readonly InviteAttempt[] = [];
  #dialog: SipDialog | null = null;
  #release: () => void = () => undefined;
  #closing: Promise<void> | null = null;
  #bye: Promise<void> = Promise.resolve();
  #endHeaders: HeadersToWrite = {};
  /** What has been told of the phones that ring now. */
  #told: 'nothing' | 'ringing' | 'early' = 'nothing';

  constructor(parts: OutboundLegParts) {
    this.#parts = parts;
    this.callId = parts.callId;
    this.from = parts.from;
    this.to = parts.to;
    this.option = parts.option;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly openSound: CallLeg['openSound'] = async (stream, post) => {
    const [first] = this.#parts.plan;
    const { newKey, newSeed } = this.#parts;
    const route = first?.[0];
    if (!route) throw callError(NOBODY);
    const { profile } = route;
    const sound = new SipSound({
      ...{ stream, profile, newKey, sessionId: String(newSeed()), family: familyOf(route) },
      onHold: (onHold) => post(holdEventOf(this.callId, onHold, this.#parts.clock)),
    });
    const answered = await this.#ring(this.#parts.plan, sound, post);
    await this.#join(answered, { stream, sound, post });
    return { sdp: sound.ours };
  };

  /** Keys as INFO, where the trunk wants them so; a REFER. */
  async perform(command: Command): Promise<void> {
    if (command.command === 'dtmf') return this.#sendKeys(command);
    return this.#parts.transfers.perform(this.#dialog?.id ?? '', command);
  }

  /** Of all that was tried: every gateway, every phone that rang. */
  signalling(): CallSignalling | null {
    const tried = this.#attempts.map(({ sipCallId }) => sipCallId);
    return this.#parts.traces.take([...tried, ...(this.#dialog?.callIds ?? [])]);
  }

  endWith(headers: Readonly<Record<string, string>>): void {
    this.#endHeaders = endHeaders(headers);
  }

  send(event: SessionEvent): void {
    if (event.event === 'hangup') this.#hangUp(event.reason);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #ring(plan: RoutePlan, sound: SipSound, post: (event: SessionEvent) => void, hops = 0): Promise<Answered> {
    let failure: CallFailure = NOBODY;
    for (const stage of plan) {
      const outcome = await this.#ringStage(stage, sound, post);
      if (outcome.outcome === 'answered') return outcome;
      if (outcome.outcome === 'redirected' && hops < MAX_REDIRECTS) {
        const elsewhere = this.#parts.redirected(contactsOf(outcome.response.message));
        if (elsewhere.length > 0) return this.#ring(elsewhere, sound, post, hops + 1);
      }
      failure = failureOf(outcome);
      if (!isGatewayOut(failure)) break;
    }
    if (failure.why === 'refused') post(this.#rejected(failure));
    throw callError(failure);
  }

  /** Rings all of a stage; the first that answers wins, and the most telling of what the others said is kept. */
  async #ringStage(
    stage: readonly Route[],
    sound: SipSound,
    post: (event: SessionEvent) => void,
  ): Promise<StageOutcome> {
    const [first] = stage;
    if (!first || this.#closing !== null) return { outcome: 'failed', failure: { why: 'cancelled' } };
    const release = first.trunk ? this.#parts.trunkCalls.take(first.trunk) : () => undefined;
    if (release === null)
      return { outcome: 'failed', failure: { why: 'refused', status: 503, reason: 'No line free' } };
    this.#release();
    this.#release = release;
    sound.beginAnew(first.profile);
    this.#told = 'nothing';
    const offers = await offersTo(stage, sound);
    const reached = stage.filter(({ isBrowser }) => !isBrowser || offers.browsers !== null);
    const onProgress = (response: IncomingResponse) => this.#progress(response, sound, post);
    const attempts = reached.map((route) => {
      const sdp = (route.isBrowser ? offers.browsers : offers.telephones) ?? '';
      return new InviteAttempt(route, { ...this.#parts, sdp, onProgress });
    });
    this.#attempts = [...this.#attempts, ...attempts].slice(-MAX_ATTEMPTS);
    for (const attempt of attempts) attempt.start();
    return firstAnswer(attempts, reached);
  }

  #progress({ message, source }: IncomingResponse, sound: SipSound, post: (event: SessionEvent) => void): void {
    sound.signalledFrom(source.address);
    // RFC 3261 §13.3.1.1: the network says it again every minute, and each of several phones says it.
    const tell = (earlyMedia: boolean) => {
      if (this.#told === 'early' || (this.#told === 'ringing' && !earlyMedia)) return;
      this.#told = earlyMedia ? 'early' : 'ringing';
      const timestamp = this.#parts.clock.nowMs();
      post({ event: 'ringing', timestamp, trackId: trackId.parse(this.callId), earlyMedia });
    };
    const early = message.body.length > 0 ? sound.takeAnswer(message, false) : Promise.resolve(false);
    early.then(tell, () => tell(false)); // What the answer says will count, if there is one.
  }

  async #join({ response, sent, route, hasOffered }: Answered, { stream, sound, post }: Joining): Promise<void> {
    const { message } = response;
    const id = response.dialogId ?? '';
    const dialog = new SipDialog({
      ...this.#parts,
      id,
      callId: headerOf(message, 'Call-ID') ?? '',
      sound,
      login: route.login,
      log: this.#parts.log.child({ callId: this.callId }),
      tags: () => ({ local: tagIn(sent.message, 'From'), remote: tagIn(message, 'To') }),
      pressKey: (digit, durationMs) => stream.pressKey(digit, durationMs),
      onEnd: ({ isLost }) => this.#ended(isLost),
      onTransfer: (request, dialogId) => this.#parts.transfers.take(request, dialogId),
    });
    this.#dialog = dialog;
    this.#parts.dialogs.add(dialog);
    const isOurs = route.mayDialOut === true;
    const holdLine = (release: () => void) => {
      this.#release();
      this.#release = release;
    };
    const { workspaceId } = this.#parts;
    this.#parts.transfers.add({ callId: this.callId, dialog, post, isOurs, workspaceId, holdLine });
    dialog.confirm();
    if (route.trunk?.keys === 'info') this.handles.add('dtmf');
    if (this.#closing !== null) {
      response.acknowledge();
      await dialog.bye();
      this.#forget(dialog);
      throw new AppError('call.ended', 'The call was given up.');
    }
    Object.assign(this.headers, readableHeaders(message));
    if (!hasOffered) return answerOfferIn(response, sound);
    response.acknowledge();
    if (route.isBrowser) {
      await sound.takeBrowserAnswer(message);
      return sound.confirm();
    }
    sound.signalledFrom(response.source.address);
    const hasSound = await sound.takeAnswer(message, true);
    if (!hasSound) throw new AppError('media.badSdp', 'The other side answered without a word of sound.');
    await sound.confirm();
  }

  #rejected({ status, reason }: Extract<CallFailure, { why: 'refused' }>): SessionEvent {
    return {
      event: 'reject',
      timestamp: this.#parts.clock.nowMs(),
      trackId: trackId.parse(this.callId),
      reason: reason.slice(0, 128),
      code: status,
    };
  }

  #ended(isLost: boolean): void {
    this.#controller.abort(isLost ? undefined : new FarSideEnded({ reason: 'callee', initiator: 'callee' }));
  }

  async #sendKeys({ digits, durationMs = 100, gapMs = 100 }: Extract<Command, { command: 'dtmf' }>): Promise<void> {
    const { clock } = this.#parts;
    const headers = { 'Content-Type': 'application/dtmf-relay' };
    for (const digit of digits) {
      if (digit !== ',') await this.#dialog?.request('INFO', { headers, body: formatInfoDigit({ digit, durationMs }) });
      await new Promise<void>((resolve) => {
        clock.startTimer(digit === ',' ? 500 : durationMs + gapMs, resolve);
      });
    }
  }

  #hangUp(reason: string): void {
    for (const attempt of this.#attempts) attempt.cancel(reason);
    const dialog = this.#dialog;
    if (dialog && !dialog.isOver) this.#bye = dialog.bye({ ...this.#endHeaders, Reason: reasonOfEnd(reason) });
  }

  async #close(): Promise<void> {
    this.#hangUp('completed');
    await this.#bye;
    this.#release();
    if (this.#dialog) this.#forget(this.#dialog);
  }

  #forget({ id }: SipDialog): void {
    this.#parts.dialogs.remove(id);
    this.#parts.transfers.remove(id);
  }
}

/** A browser is offered what browsers speak. Where those cannot be connected, the telephones that ring with them are. */
const offersTo = async (stage: readonly Route[], sound: SipSound) => {
  const isForTelephones = stage.some(({ isBrowser }) => !isBrowser);
  const telephones = isForTelephones ? await sound.offer() : null;
  if (!stage.some(({ isBrowser }) => isBrowser)) return { telephones, browsers: null };
  const browsers = await sound.offerToBrowsers().catch((error: unknown) => {
    if (isForTelephones) return null;
    throw error;
  });
  return { telephones, browsers };
};

/** The offer comes with the answer to a call without one, and our answer goes with the ACK (RFC 3264 §3, RFC 6337 §2). */
const answerOfferIn = async (response: IncomingResponse, sound: SipSound): Promise<void> => {
  const answer = await sound.answer(response.message).catch((error: unknown) => toAppError(error));
  if (answer instanceof AppError || !answer?.ok) {
    response.acknowledge();
    if (answer instanceof AppError) throw answer;
    throw new AppError('media.noCommonCodec', 'The browser that answered offers no sound that we know.');
  }
  response.acknowledge({ headers: { 'Content-Type': 'application/sdp' }, body: answer.sdp });
  await sound.confirm();
};

type Joining = {
  readonly stream: SoundStream;
  readonly sound: SipSound;
  readonly post: (event: SessionEvent) => void;
};

type StageOutcome = Answered | Exclude<AttemptOutcome, { outcome: 'answered' }>;

// A name leads to either; most of the world is IPv4.
const familyOf = ({ uri, proxy }: Route): RtpFamily => (/^sips?:(?:[^@]*@)?\[/i.test(proxy ?? uri) ? 'ip6' : 'ip4');

const failureOf = (outcome: Exclude<AttemptOutcome, { outcome: 'answered' }>): CallFailure =>
  outcome.outcome === 'failed' ? outcome.failure : refusalOf(outcome.response.message);

/** The first that answers; the others are taken back. When nobody does, a busy line says more than silence. */
const firstAnswer = async (attempts: readonly InviteAttempt[], stage: readonly Route[]): Promise<StageOutcome> => {
  const answered = attempts.map(async ({ outcome }, at) => {
    const one = await outcome;
    const route = stage[at];
    if (one.outcome !== 'answered' || !route) throw new AppError('call.unreachable', 'This one did not answer.');
    return { ...one, route, at };
  });
  try {
    const { at, ...winner } = await Promise.any(answered);
    for (const [index, attempt] of attempts.entries()) if (index !== at) attempt.drop();
    return winner;
  } catch {
    const all = await Promise.all(attempts.map(({ outcome }) => outcome));
    const lost = all.flatMap((one) => (one.outcome === 'answered' ? [] : [one]));
    return [...lost].sort((one, other) => weight(other) - weight(one))[0] ?? { outcome: 'failed', failure: NOBODY };
  }
};

const weight = (outcome: Exclude<AttemptOutcome, { outcome: 'answered' }>): number => {
  if (outcome.outcome === 'redirected') return 4;
  if (outcome.failure.why !== 'refused') return 0;
  // RFC 3261 §16.7, step 6: who says that nobody is to be called any more is believed.
  return outcome.failure.status >= 600 ? 3 : outcome.failure.status === 486 ? 2 : 1;
};

const contactsOf = (message: SipMessage): readonly string[] =>
  headersOf(message, 'Contact').flatMap((value) => parseNameAddress(value)?.uri ?? []);
