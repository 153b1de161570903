import { AppError, type EngineEvent, type SessionEventOf, toAppError } from '@callwright/protocol';
import { problemEvent } from '../../../calls/call-events.js';
import type { CallSession } from '../../../calls/call-session.js';
import { createDeferred } from '../../../calls/rooms/deferred.js';
import { waitFor } from '../../../calls/rooms/wait-for.js';
import { momentOf } from '../../../platform/calendar.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { AppStage } from './app-stage.js';
import { type AppOwner, CallInfo } from './call-info.js';
import { tellChild } from './child-status.js';
import type { Child } from './children.js';
import { carryOut } from './commands.js';
import type { PlatformParts } from './platform-parts.js';
import { createRequestor, secretOf } from './reach-application.js';
import type { StreamAddress } from './stage.js';
import { AUDIO_PROTOCOLS, MAX_AUDIO_MESSAGE_BYTES } from './verbs/audio-line.js';
import { confirmVerbs } from './verbs/catalog.js';
import { openSocket } from './wire/open-socket.js';
import type { AskKind, Requestor } from './wire/requestor.js';
import { WebhookRequestor } from './wire/webhook-requestor.js';

/** What a session is made of. */
export type AppSessionParts = {
  readonly platform: PlatformParts;
  readonly owner: AppOwner;
  readonly call: CallSession;
  /** Of a call that was made for another and has been given a session of its own. */
  readonly parent?: { readonly callSid: string; readonly facts: Readonly<Record<string, unknown>> };
};

/** What a session begins with; absent: with what the application says to it. */
export type Opening = { readonly hook?: string; readonly verbs?: readonly unknown[] };

/** One call and the application that decides in it, from the first message to the last. */
export class AppSession {
  readonly stage: AppStage;
  readonly #parts: AppSessionParts;
  readonly #info: CallInfo;
  readonly #stop = new AbortController();
  #base: URL;
  #requestor: Requestor | null = null;
  /** Calls that were made for this one, and what ends telling of them. */
  readonly #followed = new Map<CallSession, () => void>();
  #hasBegun = false;
  #hasOpened = false;
  #isOver = false;
  #failure: AppError | null = null;

  constructor(parts: AppSessionParts) {
    const { platform, owner, call, parent } = parts;
    this.#parts = parts;
    this.#base = new URL(owner.application.url);
    this.#info = new CallInfo(call.leg, owner, parent?.callSid ?? null);
    this.stage = this.#stageOf(call, this.#info, { isReady: parent !== undefined, onDry: () => this.#dry() }, platform);
  }

  /** Whether the application let the call down. */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Whether it has said what to do. */
  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  /** One event of the call, up to the end. */
  receive(event: EngineEvent): void {
    if (event.event === 'hangup') {
      this.#end(event);
      return;
    }
    this.#note(event);
    this.stage.receive(event);
    // A call that is heard before its answer, or has been answered, is there; from then on it is the application's.
    const isThere = event.event === 'incoming' || event.event === 'answer' || event.event === 'mediaReady';
    if (isThere) this.begin();
  }

  /** Somebody is being called for the call: the application is told how that goes. */
  follow(other: CallSession): void {
    const { owner, call } = this.#parts;
    const stop = tellChild(other, owner, call.callId, (facts) => this.stage.tell('call:status', facts));
    this.#followed.set(other, stop);
    void other.ended.then(() => this.#followed.delete(other));
  }

  /** Tells the application of the call. May be called twice. */
  begin(opening: Opening = {}): void {
    if (this.#hasBegun || this.#isOver) return;
    this.#hasBegun = true;
    const { log } = this.#parts.platform;
    runInBackground('open session', this.#open(opening), log);
  }

  /** Lets go of everything. May be called twice. */
  close(): void {
    this.#isOver = true;
    this.#stop.abort();
    this.stage.close();
    this.#requestor?.close();
  }

  async #open({ hook, verbs }: Opening): Promise<void> {
    const { parent, owner } = this.#parts;
    try {
      const requestor = await this.#connectTo(owner.application.url);
      if (this.#isOver) return requestor.close();
      this.#requestor = requestor;
      const kind = parent ? 'session:adulting' : 'session:new';
      const data = { ...this.#openingFacts, ...(parent && { parentCallInfo: parent.facts }) };
      const asked = requestor.ask({ kind, hook, data });
      if (this.#info.status !== 'trying') this.stage.tell('call:status', this.#info.facts);
      const answer = await asked;
      this.#hasOpened = true;
      this.stage.runNext(verbs ?? answer);
    } catch (error) {
      this.#fail(toAppError(error, 'http.network'));
    }
  }

  // jambonz tells an application of a call that came in before it is answered.
  get #openingFacts(): Readonly<Record<string, unknown>> {
    const isInbound = this.#parts.call.leg.direction === 'inbound';
    const first = isInbound ? { callStatus: 'trying', sipStatus: 100, sipReason: 'Trying' } : {};
    return { ...this.#info.opening, ...first };
  }

  async #connectTo(url: string): Promise<Requestor> {
    const { platform, owner, call } = this.#parts;
    return createRequestor(
      url,
      { platform, owner, callSid: call.callId },
      {
        onCommand: (command) => {
          const done = carryOut(command, this.stage, {
            stageOf: (callSid) => this.#stageNamed(callSid),
            adult: (next) => this.#adult(next),
          });
          runInBackground('command of application', done, platform.log);
        },
        onLost: (message) => this.#fail(new AppError('http.network', message)),
        onClosed: () => this.#dry(),
      },
    );
  }

  #note(event: EngineEvent): void {
    const isAnswer = event.event === 'answer' || (event.event === 'mediaReady' && this.#parts.call.isAnswered);
    if (isAnswer) this.#advance('in-progress');
    else if (event.event === 'ringing') this.#advance(event.earlyMedia ? 'early-media' : 'ringing');
  }

  #advance(status: 'ringing' | 'early-media' | 'in-progress'): void {
    if (this.#info.status === 'in-progress' || !this.#info.advance(status)) return;
    if (this.#requestor) this.stage.tell('call:status', this.#info.facts);
  }

  #end({ initiator, answerTime, startTime, hangupTime }: SessionEventOf<'hangup'>): void {
    if (this.#isOver) return;
    this.stage.close();
    const fromMs = momentOf(answerTime ?? startTime);
    const durationMs = answerTime === undefined ? 0 : momentOf(hangupTime) - fromMs;
    const unanswered = initiator === 'caller' ? 'no-answer' : 'failed';
    this.#info.advance(answerTime === undefined ? unanswered : 'completed');
    if (this.#requestor) this.stage.tell('call:status', this.#info.ending(initiator, durationMs));
    this.close();
  }

  // An application that can say nothing more has nothing more to say.
  #dry(): void {
    if (this.#isOver || this.#requestor?.isListening() !== false || !this.stage.isIdle) return;
    this.#parts.call.dispatch({ command: 'hangup', reason: 'completed' });
  }

  #fail(error: AppError): void {
    if (this.#isOver || this.#failure) return;
    const { call, platform } = this.#parts;
    this.#failure = error;
    call.post(problemEvent('application', error, platform.clock.nowMs()));
    call.dispatch({ command: 'hangup', reason: 'applicationFailed', code: NOT_AVAILABLE });
  }

  readonly #askAt = async (
    kind: AskKind,
    hook: string | undefined,
    data: Readonly<Record<string, unknown>>,
  ): Promise<readonly unknown[]> => {
    if (!this.#requestor) throw new AppError('http.network', 'The application is not connected.');
    const elsewhere = hook !== undefined && /^https?:/i.test(hook) && /^wss?:/.test(this.#base.protocol);
    return (elsewhere ? await this.#webhookAt(hook) : this.#requestor).ask({ kind, hook, data });
  };

  async #webhookAt(hook: string): Promise<Requestor> {
    const { platform, owner } = this.#parts;
    if (!URL.canParse(hook)) throw new AppError('http.badUrl', 'The hook is no address.');
    const signatureKey = await secretOf(owner.application.signatureSecret, owner, platform);
    const { send, clock, log } = platform;
    return new WebhookRequestor({
      address: { url: new URL(hook), signatureKey },
      send,
      clock,
      log,
      owner: owner.workspaceId,
    });
  }

  // Another application's socket takes the place of this one's.
  readonly #redirect = async (hook: string, results: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const data = { ...this.#info.facts, ...results };
    if (!/^wss?:/i.test(hook)) {
      const target = hook === '' ? undefined : hook;
      return this.stage.runNext(await this.#askAt('session:redirect', target, data));
    }
    const next = await this.#connectTo(hook);
    try {
      const verbs = await next.ask({ kind: 'session:redirect', hook, data });
      const before = this.#requestor;
      this.#requestor = next;
      this.#base = new URL(hook);
      before?.close();
      if (this.#isOver) next.close();
      else this.stage.runNext(verbs);
    } catch (error) {
      next.close();
      throw error;
    }
  };

  readonly #resolve = (text: string, kind: 'web' | 'socket'): string => {
    if (!URL.canParse(text, this.#base.href)) throw new AppError('http.badUrl', 'An address is not understood.');
    const url = new URL(text, this.#base);
    const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
    const isKnown = isSecure || url.protocol === 'http:' || url.protocol === 'ws:';
    if (!isKnown) throw new AppError('http.badUrl', 'An address is of a kind that is not known here.');
    const scheme = { web: 'http', socket: 'ws' }[kind];
    url.hash = '';
    url.protocol = isSecure ? `${scheme}s:` : `${scheme}:`;
    return url.href;
  };

  readonly #openAudio = (
    { url, username, password }: StreamAddress,
    onOpen: Parameters<typeof openSocket>[2],
    signal: AbortSignal,
  ): Promise<void> => {
    const { clock, addressesOf } = this.#parts.platform;
    const address = { username, password, protocols: AUDIO_PROTOCOLS, maxPayloadBytes: MAX_AUDIO_MESSAGE_BYTES };
    return openSocket(
      { ...address, url: new URL(this.#resolve(url, 'socket')) },
      { clock, addressesOf },
      onOpen,
      signal,
    );
  };

  #stageOf(
    call: CallSession,
    info: CallInfo,
    ways: { readonly isReady: boolean; readonly onDry: () => void; readonly allowed?: ReadonlySet<string> },
    platform = this.#parts.platform,
  ): AppStage {
    return new AppStage({
      ...platform,
      ...ways,
      call,
      info,
      requestor: () => this.#requestor,
      askAt: (kind, hook, data) => this.#askAt(kind, hook, data),
      redirect: (hook, results) => this.#redirect(hook, results),
      openAudio: (...address) => this.#openAudio(...address),
      resolve: (url, kind) => this.#resolve(url, kind),
      confirm: (child, hook, signal) => this.#confirm(child, hook, signal),
    });
  }

  async #confirm(child: Child, hook: string, signal: AbortSignal): Promise<boolean> {
    const info = this.#infoOf(child);
    const verbs = await this.#askAt('dial:confirm', hook, info.facts).catch(() => []);
    if (verbs.length === 0 || signal.aborted) return !signal.aborted;
    const done = createDeferred();
    const { stage, stop } = this.#childStage(child, { onDry: done.resolve, allowed: confirmVerbs });
    stage.runNext(verbs);
    const end = await waitFor(done.promise, { clock: this.#parts.platform.clock, signal });
    stop();
    return end !== 'aborted';
  }

  #infoOf({ call }: Child): CallInfo {
    const info = new CallInfo(call.leg, this.#parts.owner, this.#parts.call.callId);
    info.advance('in-progress');
    return info;
  }

  #childStage(child: Child, ways: { readonly onDry: () => void; readonly allowed?: ReadonlySet<string> }) {
    const stage = this.#stageOf(child.call, this.#infoOf(child), { ...ways, isReady: true });
    const off = child.call.onEvent((event) => stage.receive(event));
    const stop = () => {
      off();
      stage.close();
    };
    child.call.signal.addEventListener('abort', stop, { once: true });
    if (child.call.isEnding) stop();
    return { stage, stop };
  }

  #commanded: { readonly child: Child; readonly stage: AppStage } | null = null;

  #stageNamed(callSid: string | undefined): AppStage | null {
    if (callSid === undefined || callSid === this.#parts.call.callId) return this.stage;
    const child = this.stage.children.current;
    if (child?.call.callId !== callSid) return null;
    if (this.#commanded?.child !== child)
      this.#commanded = { child, stage: this.#childStage(child, { onDry: () => undefined }).stage };
    return this.#commanded.stage;
  }

  // Who was dialled stays when this call goes on alone, and the application has two sessions.
  async #adult(opening: Opening): Promise<void> {
    const { call, platform, owner } = this.#parts;
    const { current: child, dialId } = this.stage.children;
    if (!child || dialId === null) throw new AppError('call.ended', 'Nobody has been dialled and answered.');
    const room = call.talkRoom;
    child.bind(false);
    call.dispatch({ command: 'leave', id: dialId });
    if (room !== null) await child.call.sound.leaveRoom(room);
    const parent = { callSid: call.callId, facts: this.#info.facts };
    // From here on it speaks for itself.
    this.#followed.get(child.call)?.();
    const session = new AppSession({ platform, owner, call: child.call, parent });
    child.call.onEvent((event) => session.receive(event));
    if (child.call.isEnding) return session.close();
    session.#info.advance('in-progress');
    session.begin(opening);
  }
}

/** SIP status of a call nobody can say anything about. */
const NOT_AVAILABLE = 480;
