import { toAppError } from '@callwright/protocol';
import { headerOf, parseCSeq, parseMinSe } from '@callwright/sip';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { answerDigest } from '../auth/answer-digest.js';
import { ALLOW, SUPPORTED } from '../dialog/our-headers.js';
import type { HeadersToWrite, IncomingResponse, MessageContent, SentRequest, SipStack } from '../stack/sip-stack.js';
import { type CallFailure, refusalOf } from './failure.js';
import type { Route } from './route-plan.js';
import { sessionTerms } from './session-terms.js';

/** What came of an INVITE. */
export type AttemptOutcome =
  | {
      readonly outcome: 'answered';
      readonly response: IncomingResponse;
      readonly sent: SentRequest;
      /** Whether the INVITE had an offer, which this is the answer to. */
      readonly hasOffered: boolean;
    }
  | { readonly outcome: 'redirected'; readonly response: IncomingResponse }
  | { readonly outcome: 'failed'; readonly failure: CallFailure };

/** What an attempt is made of. */
export type AttemptParts = {
  readonly stack: SipStack;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly sdp: string;
  /** Told of responses between 101 and 199. */
  readonly onProgress: (response: IncomingResponse, sent: SentRequest) => void;
};

/** A gateway that has not even said 100 by then is taken for dead. */
const SILENCE_MS = 4000;
/** RFC 3326 §3.1: so that no missed call is shown. */
const ANSWERED_ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';

/** One INVITE of ours: proves who we are when asked, acknowledges what is reliable, and is taken back when nobody wants it. */
export class InviteAttempt {
  readonly #route: Route;
  readonly #parts: AttemptParts;
  #sent: SentRequest | null = null;
  #silence: Timer | null = null;
  #isCancelled = false;
  /** What its CANCEL has with it. */
  #taken: MessageContent = {};
  #sdp: string;
  #answer: IncomingResponse | null = null;
  /** Final responses after which it was asked once more: a challenge, a session that was too short. */
  readonly #retried = new Set<number>();
  #settle: (outcome: AttemptOutcome) => void = () => undefined;
  /** Never rejects. */
  readonly outcome = new Promise<AttemptOutcome>((resolve) => {
    this.#settle = resolve;
  });

  constructor(route: Route, parts: AttemptParts) {
    this.#route = route;
    this.#parts = parts;
    this.#sdp = parts.sdp;
  }

  /** The Call-ID it goes by; empty before it has been sent. */
  get sipCallId(): string {
    return this.#sent ? (headerOf(this.#sent.message, 'Call-ID') ?? '') : '';
  }

  /** Sends it. */
  start(): void {
    const { clock } = this.#parts;
    if (this.#route.trunk) this.#silence = clock.startTimer(SILENCE_MS, () => this.#giveUp({ why: 'silent' }));
    this.#send({ Allow: ALLOW, Supported: SUPPORTED, ...this.#route.headers });
  }

  /** Takes it back; an answer that crosses it is hung up on. May be called again. `reason`: why, as calls end. */
  cancel(reason?: string): void {
    const isElsewhere = reason === 'answeredElsewhere';
    this.#giveUp({ why: 'cancelled' }, isElsewhere ? { headers: { Reason: ANSWERED_ELSEWHERE } } : {});
  }

  /** Somebody else was quicker: takes it back, and hangs up where there has been an answer already. */
  drop(): void {
    this.cancel('answeredElsewhere');
    if (this.#answer) this.#hangUpOn(this.#answer);
    this.#answer = null;
  }

  #giveUp(failure: CallFailure, taken: MessageContent = {}): void {
    this.#silence?.cancel();
    if (!this.#isCancelled) this.#sent?.cancel(taken);
    if (!this.#isCancelled) this.#taken = taken;
    this.#isCancelled = true;
    this.#settle({ outcome: 'failed', failure });
  }

  #send(headers: HeadersToWrite): void {
    const { stack, log } = this.#parts;
    const { uri, proxy } = this.#route;
    const request = { method: 'INVITE', uri, headers, body: this.#sdp, ...(proxy !== undefined && { proxy }) };
    const onResponse = (response: IncomingResponse) => this.#take(response, headers);
    const sending = stack.send(request, onResponse).then(
      (sent) => {
        this.#sent = sent;
        if (this.#isCancelled) sent.cancel(this.#taken);
      },
      (error: unknown) => {
        log.info({ error: toAppError(error).message }, 'INVITE could not be sent');
        this.#giveUp({ why: 'transport' });
      },
    );
    runInBackground('send INVITE', sending, log);
  }

  #take(response: IncomingResponse, headers: HeadersToWrite): void {
    this.#silence?.cancel();
    const { status } = response.message;
    if (status < 200) this.#progress(response);
    else if (status < 300) this.#answered(response);
    else if (this.#isCancelled) return;
    else if (status < 400) this.#settle({ outcome: 'redirected', response });
    else if (!this.#retry(response, headers)) this.#settle({ outcome: 'failed', failure: refusalOf(response.message) });
  }

  #progress(response: IncomingResponse): void {
    if (response.message.status === 100 || !this.#sent) return;
    if (headerOf(response.message, 'RSeq') !== undefined) response.acknowledge();
    if (!this.#isCancelled) this.#parts.onProgress(response, this.#sent);
  }

  #answered(response: IncomingResponse): void {
    if (!this.#sent) return;
    if (this.#isCancelled) {
      this.#hangUpOn(response);
      return;
    }
    this.#answer = response;
    this.#settle({ outcome: 'answered', response, sent: this.#sent, hasOffered: this.#sdp !== '' });
  }

  /** RFC 3261 §15: who answered although it was taken back is thanked, and hung up on. */
  #hangUpOn(response: IncomingResponse): void {
    response.acknowledge();
    const { stack, log } = this.#parts;
    if (response.dialogId === null) return;
    const bye = stack.send({ method: 'BYE', dialogId: response.dialogId }, () => undefined);
    runInBackground('hang up on a late answer', bye, log);
  }

  /** Asks once more, as the same call (RFC 3261 §8.1.3.5). @returns false when that is of no use */
  #retry({ message }: IncomingResponse, headers: HeadersToWrite): boolean {
    if (this.#retried.has(message.status) || !this.#sent) return false;
    const added = this.#answerTo(message);
    if (added === null) return false;
    this.#retried.add(message.status);
    const { message: asked } = this.#sent;
    const sequence = parseCSeq(headerOf(asked, 'CSeq') ?? '')?.sequence ?? 1;
    const same = {
      From: headerOf(asked, 'From') ?? '',
      'Call-ID': headerOf(asked, 'Call-ID') ?? '',
      CSeq: `${sequence + 1} INVITE`,
    };
    this.#send({ ...headers, ...same, ...added });
    return true;
  }

  #answerTo(message: IncomingResponse['message']): HeadersToWrite | null {
    const { login, uri, isBrowser } = this.#route;
    if (message.status === 488 && isBrowser) {
      // It came by WebSocket and is no browser after all: what it speaks is for it to say.
      this.#sdp = '';
      return {};
    }
    if (message.status === 422) {
      // RFC 4028 §7.3: the session is to be as long as they want.
      const seconds = parseMinSe(headerOf(message, 'Min-SE') ?? '');
      const terms = seconds !== undefined && sessionTerms(seconds, login);
      return terms ? { 'Session-Expires': terms, 'Min-SE': String(seconds) } : null;
    }
    if ((message.status !== 401 && message.status !== 407) || login === null) return null;
    const request = { method: 'INVITE', uri, body: new TextEncoder().encode(this.#sdp) };
    const answer = answerDigest(message, login, request, this.#parts.newId());
    return answer && { [answer.name]: answer.value };
  }
}
