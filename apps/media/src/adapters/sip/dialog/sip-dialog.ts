import { AppError, toAppError } from '@callwright/protocol';
import { headerOf, parseNameAddress, type SipMessage, tagOf } from '@callwright/sip';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { answerDigest, type SipLogin } from '../auth/answer-digest.js';
import { within } from '../doctor/within.js';
import type { IncomingRequest, IncomingResponse, MessageContent, SipStack } from '../stack/sip-stack.js';
import type { KnownDialog } from './dialogs.js';
import { parseInfoDigit } from './info-digits.js';
import { ALLOW, refusalContent, SUPPORTED } from './our-headers.js';
import { sessionHeaders } from './session-answer.js';
import type { SipSound, SoundAnswer, SoundProfile } from './sip-sound.js';

/** By what a dialog goes. `login`: what we prove ourselves with when the far side asks. */
export type DialogIdentity = {
  readonly id: string;
  readonly callId: string;
  readonly tags: KnownDialog['tags'];
  readonly login: SipLogin | null;
};

/** What a dialog is made of. */
export type SipDialogParts = DialogIdentity & {
  readonly stack: SipStack;
  readonly sound: SipSound;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pressKey: (digit: string, durationMs: number) => Promise<void>;
  /** The far side is gone: it said so, or the server did for it (`isLost`). Called once. */
  readonly onEnd: (end: { readonly isLost: boolean; readonly reason: string | null }) => void;
  /** A REFER or NOTIFY; answered by who takes it. */
  readonly onTransfer: (request: IncomingRequest, dialogId: string) => void;
};

/** A dialog that takes the place of another one. */
export type NextDialog = {
  readonly invite: IncomingRequest;
  readonly identity: DialogIdentity;
  readonly profile: SoundProfile;
  /** The call goes by it from now on; its INVITE is answered after that. */
  readonly onTaken: () => void;
};

/** A request that nobody answers is given up by the server after 32 s (RFC 3261 §17.1.2.2); this is for a lost server. */
const REQUEST_TIMEOUT_MS = 35_000;
/** A BYE goes out four times by then. The server sends it on after that; the call does not wait for who is not there. */
const BYE_WAIT_MS = 4000;
/** RFC 3261 §17.1.1.2: 64*T1, after which the server has given the call up by itself. */
const ACK_WAIT_MS = 32_000;
/** A call that is passed on and on does not grow. */
const MAX_CALL_IDS = 16;

/** The dialog of a call from its first provisional response on: what the far side asks within it, and what we ask. */
export class SipDialog implements KnownDialog {
  readonly #parts: SipDialogParts;
  #identity: DialogIdentity;
  /** The Call-IDs it has gone by, the first and the latest ones. */
  #callIds: readonly string[];
  /** An offer of the far side that is being answered (RFC 3261 §14.2). */
  #isAnswering = false;
  #isConfirmed = false;
  #acknowledgement: Promise<void> = Promise.resolve();
  #onAcknowledged: () => void = () => undefined;
  #isOver = false;

  constructor(parts: SipDialogParts) {
    this.#parts = parts;
    this.#identity = parts;
    this.#callIds = [parts.callId];
  }

  get id(): string {
    return this.#identity.id;
  }

  get callId(): string {
    return this.#identity.callId;
  }

  get callIds(): readonly string[] {
    return this.#callIds;
  }

  get tags(): KnownDialog['tags'] {
    return this.#identity.tags;
  }

  isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The server that knew of it is gone, and with it the dialog. */
  lose(): void {
    this.#onAcknowledged();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.onEnd({ isLost: true, reason: null });
  }

  /** There has been a 2xx; one of ours has its ACK to come. */
  confirm(by: 'us' | 'them' = 'them'): void {
    this.#isConfirmed = true;
    if (by === 'them') return;
    this.#acknowledgement = new Promise((resolve) => {
      this.#onAcknowledged = resolve;
    });
  }

  /** Takes a request of the far side within this dialog. */
  handle(request: IncomingRequest): void {
    const { method } = request.message;
    if (method === 'REFER' || method === 'NOTIFY') this.#parts.onTransfer(request, this.id);
    else this.#run((this.#handlers[method] ?? refused)(request));
  }

  readonly #handlers: Readonly<Record<string, (request: IncomingRequest) => Promise<unknown>>> = {
    ACK: (request) => this.#acknowledged(request),
    BYE: (request) => this.#ended(request),
    INVITE: (request) => this.#changed(request),
    UPDATE: (request) => this.#changed(request),
    INFO: (request) => this.#informed(request),
    PRACK: (request) => this.#prack(request),
    OPTIONS: (request) => request.respond(200, { headers: { Allow: ALLOW, Supported: SUPPORTED } }),
  };

  /**
   * Asks something of the far side; resolves at its final response.
   * @throws AppError `call.ended`, `call.unreachable`, `media.timeout`
   */
  async request(method: string, content: MessageContent = {}): Promise<IncomingResponse> {
    const response = await this.#ask(method, content);
    const { status } = response.message;
    const { newId } = this.#parts;
    const { login } = this.#identity;
    if ((status !== 401 && status !== 407) || login === null) return response;
    const request = { method, uri: 'sip:placeholder', body: new Uint8Array() };
    const uri = this.#lastUri ?? request.uri;
    const answer = answerDigest(response.message, login, { ...request, uri }, newId());
    if (answer === null) return response;
    return this.#ask(method, { ...content, headers: { ...content.headers, [answer.name]: answer.value } });
  }

  /** Ends the dialog by BYE; resolves when the far side knows, cannot be told, or has not answered in 4 s. Never rejects. */
  async bye(headers: MessageContent['headers'] = {}): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const { clock, log } = this.#parts;
    // RFC 3261 §15: not before the ACK, or the end of waiting for it. A drachtio-server would send it at once.
    const told = within(clock, ACK_WAIT_MS, this.#acknowledgement)
      .then(() => this.request('BYE', { headers }))
      .catch((error: unknown) => {
        log.debug({ error: toAppError(error).message }, 'BYE was not answered');
        return null;
      });
    await within(clock, BYE_WAIT_MS, told);
  }

  /**
   * From now on the call goes by another dialog, whose INVITE this is and which takes the place of this one (RFC 3891):
   * whoever was at the far side is hung up on. Nothing changes when the sound of the new one does not do.
   * @returns whether it does; the INVITE has been answered either way
   */
  async giveWayTo({ invite, identity, profile, onTaken }: NextDialog): Promise<boolean> {
    const { sound, stack } = this.#parts;
    const problem = this.#isOver ? 603 : sound.isOffering || this.#isAnswering ? 491 : null;
    if (problem !== null) return refusedWith(invite, problem);
    this.#isAnswering = true;
    const answer = await sound.answerAnew(invite.message, profile).finally(() => {
      this.#isAnswering = false;
    });
    if (!answer.ok) {
      await invite.respond(answer.refusal.status, refusalContent(answer.refusal), answer.refusal.reason);
      return false;
    }
    const { id: before } = this;
    this.#identity = identity;
    this.#callIds = [...this.#callIds, identity.callId].slice(-MAX_CALL_IDS);
    this.#lastUri = null;
    onTaken();
    const accepted = { Supported: SUPPORTED, ...acceptance(invite) };
    const sent = await invite.respond(200, { headers: accepted, body: answer.sdp });
    const headers = { Reason: 'SIP;cause=200;text="Replaced"' };
    const bye = stack.send({ method: 'BYE', dialogId: before, headers }, () => undefined);
    bye.catch(() => undefined); // Who is gone already need not be told.
    if (sent === null) this.lose();
    return true;
  }

  #lastUri: string | null = null;

  #ask(method: string, content: MessageContent): Promise<IncomingResponse> {
    const { stack, clock } = this.#parts;
    const { id } = this;
    return new Promise((resolve, reject) => {
      const timer = clock.startTimer(REQUEST_TIMEOUT_MS, () =>
        reject(new AppError('media.timeout', 'The other side did not answer.')),
      );
      const onResponse = (response: IncomingResponse) => {
        if (response.message.status < 200) return;
        timer.cancel();
        if (method === 'INVITE') response.acknowledge();
        resolve(response);
      };
      stack.send({ ...content, method, dialogId: id }, onResponse).then(
        (sent) => {
          this.#lastUri = sent.message.uri;
        },
        (error: unknown) => {
          timer.cancel();
          reject(toAppError(error, 'call.unreachable'));
        },
      );
    });
  }

  async #acknowledged({ message }: IncomingRequest): Promise<void> {
    this.#isAnswering = false;
    this.#onAcknowledged();
    try {
      if (this.#parts.sound.isOffering) await this.#parts.sound.takeAnswer(message, true);
      await this.#parts.sound.confirm();
    } catch (error) {
      // An answer to our offer that does not do: the call cannot go on (RFC 3261 §13.3.1.4).
      this.#parts.log.info({ error: toAppError(error).message }, 'the answer of the far side does not do');
      await this.bye({ Reason: 'SIP;cause=488;text="Not Acceptable Here"' });
      this.#parts.onEnd({ isLost: true, reason: null });
    }
  }

  async #ended(request: IncomingRequest): Promise<void> {
    const wasOver = this.#isOver;
    this.#isOver = true;
    this.#onAcknowledged();
    if (!request.isUnsolicited) await request.respond(200);
    if (!wasOver)
      this.#parts.onEnd({ isLost: request.isUnsolicited, reason: headerOf(request.message, 'Reason') ?? null });
  }

  /** A re-INVITE or UPDATE: hold, another codec, another address, or nothing but a session kept alive. */
  async #changed(request: IncomingRequest): Promise<void> {
    const { sound } = this.#parts;
    const { message } = request;
    const problem = this.#isOver ? 481 : sound.isOffering ? 491 : this.#isAnswering ? 500 : null;
    if (problem !== null) {
      await request.respond(problem, problem === 500 ? { headers: { 'Retry-After': '3' } } : {});
      return;
    }
    this.#isAnswering = true;
    const answer = await sound.answer(message).catch((error: unknown) => {
      this.#parts.log.info({ error: toAppError(error).message }, 'the sound of a call was not changed');
      return undefined;
    });
    // An INVITE is over with its ACK.
    if (message.method === 'UPDATE' || !answer?.ok) this.#isAnswering = false;
    await this.#respondTo(request, answer);
  }

  async #respondTo(request: IncomingRequest, answer: SoundAnswer | null | undefined): Promise<void> {
    if (answer === undefined) await request.respond(500);
    else if (answer === null) await this.#refreshed(request);
    else if (answer.ok) await request.respond(200, { body: answer.sdp, headers: acceptance(request) });
    else await request.respond(answer.refusal.status, refusalContent(answer.refusal), answer.refusal.reason);
  }

  async #refreshed(request: IncomingRequest): Promise<void> {
    if (request.message.method === 'UPDATE') {
      await request.respond(200, { headers: sessionHeaders(request.message) });
      return;
    }
    const body = await this.#parts.sound.offer();
    await request.respond(200, { body, headers: acceptance(request) });
  }

  async #informed(request: IncomingRequest): Promise<void> {
    const type = headerOf(request.message, 'Content-Type') ?? '';
    const pressed = parseInfoDigit(type, request.body);
    if (pressed) {
      await request.respond(200);
      return this.#parts.pressKey(pressed.digit, pressed.durationMs);
    }
    const isOfNoInterest = request.body === '' || /^application\/media_control\+xml/i.test(type);
    await request.respond(isOfNoInterest ? 200 : 415, {
      headers: { Accept: 'application/dtmf-relay, application/dtmf' },
    });
  }

  /** Of a reliable provisional response of ours (RFC 3262); one that offers is answered like an UPDATE. */
  async #prack(request: IncomingRequest): Promise<void> {
    const { sound } = this.#parts;
    if (sound.isOffering) {
      await sound.takeAnswer(request.message, true);
      await request.respond(200);
      return;
    }
    const answer = await sound.answer(request.message);
    if (answer === null) await request.respond(200);
    else if (answer.ok) await request.respond(200, { body: answer.sdp });
    else await request.respond(answer.refusal.status, refusalContent(answer.refusal), answer.refusal.reason);
  }

  #run(work: Promise<unknown>): void {
    runInBackground('handle a request of a call', work, this.#parts.log);
  }
}

const acceptance = ({ message }: IncomingRequest) => ({ Allow: ALLOW, ...sessionHeaders(message) });

const refusedWith = async (request: IncomingRequest, status: number): Promise<false> => {
  await request.respond(status);
  return false;
};

const refused = (request: IncomingRequest) => request.respond(405, { headers: { Allow: ALLOW } });

/** The tag of a From or To of a message; empty when it has none. */
export const tagIn = (message: SipMessage, name: 'From' | 'To'): string => {
  const address = parseNameAddress(headerOf(message, name) ?? '');
  return (address && tagOf(address)) ?? '';
};
