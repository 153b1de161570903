import {
  type CallInfo,
  commandReply,
  type Data,
  type HookMessage,
  repliesOf,
  type Session,
  type Verb,
} from '@callwright/jambonz-server';
import {
  AppError,
  type CallId,
  type Command,
  type CommandName,
  protocolProfiles,
  type SessionEvent,
} from '@callwright/protocol';
import { type CallLeg, FarSideEnded } from '../../../calls/call-leg.js';
import type { SentDials } from '../../../calls/telephone.js';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { formatHook, parseHook } from './hooks.js';
import { ListenedSound } from './listened-sound.js';
import { NativeDials, verbsInCommand } from './native-dials.js';
import { nativeOf } from './native-payload.js';
import { OfferedPrompts } from './offered-prompts.js';
import { VerbDesk } from './verb-desk.js';
import { VerbLine, type Waiting } from './verb-line.js';

/** What a call is made of. */
export type JambonzCallParts = {
  readonly callId: CallId;
  readonly info: CallInfo;
  /** The name the call is routed by, and how the caller dialled it. */
  readonly to: string;
  /** The path of its line: `/jambonz/<endpoint>`. */
  readonly base: string;
  /** By this its sound comes to us; nobody can guess it. */
  readonly soundKey: string;
  /** Verbs go by answers alone, as webhooks have it. */
  readonly isWebhook: boolean;
  /** Where jambonz has found us; empty: it did not say. */
  readonly origin: string;
  /** Whom jambonz may dial for this call. @throws AppError `call.ended`, `call.unreachable` */
  readonly sent: () => SentDials;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once, when the call has been let go. */
  readonly onClosed: () => void;
};

/** jambonz gives up a message that is not answered after 5 s, a webhook after 10 s. */
const ACK_WITHIN_MS = 1_000;
const WEBHOOK_WITHIN_MS = 4_000;
/** A socket that was lost is back within this time, or the call is taken for ended. */
const RECONNECT_WITHIN_MS = 10_000;
/** RFC 6455 §7.4.1: the purpose of the connection has been fulfilled; jambonz does not come back. */
const NORMAL = 1000;

const handled: ReadonlySet<CommandName> = new Set([
  ...(['tts', 'play', 'interrupt', 'gather', 'dtmf', 'dial', 'refer', 'enqueue', 'conference', 'leave'] as const),
  ...(['mute', 'unmute', 'native'] as const),
]);

/** One call at jambonz, however many sockets it comes by: its leg, its verbs, and what its messages mean. */
export class JambonzCall {
  readonly leg: CallLeg;
  readonly #parts: JambonzCallParts;
  readonly #line: VerbLine;
  readonly #desk: VerbDesk;
  readonly #sound: ListenedSound;
  readonly #prompts: OfferedPrompts;
  readonly #dials: NativeDials;
  readonly #gone = new AbortController();
  #session: Session | null = null;
  #reconnect: Timer | null = null;
  #post: (event: SessionEvent) => void = () => undefined;
  /** Kinds of messages that were passed over. */
  readonly #passed = new Set<HookMessage['kind']>();
  #isAnswered: boolean;
  #isOver = false;
  #closing: Promise<void> | null = null;

  constructor(parts: JambonzCallParts) {
    const { clock, isWebhook, info, callId, base, log, origin, soundKey, sent } = parts;
    this.#dials = new NativeDials(sent);
    this.#prompts = new OfferedPrompts({ origin, base, key: soundKey });
    this.#parts = parts;
    this.#isAnswered = info.direction === 'outbound' || info.callStatus === 'in-progress';
    this.#line = new VerbLine({
      push: () => this.#push(),
      clock,
      maxWaitMs: isWebhook ? WEBHOOK_WITHIN_MS : ACK_WITHIN_MS,
    });
    this.#sound = new ListenedSound({ clock, log });
    this.#desk = new VerbDesk({
      ...{ callId, base, line: this.#line, clock, sent, addressOf: this.#prompts.addressOf },
      post: (event) => this.#tell(event),
      onAutoHangup: () => this.#end({ reason: 'autohangup', initiator: 'system' }),
    });
    if (this.#isAnswered) this.#desk.noteAnswer();
    this.leg = this.#createLeg();
  }

  get sound(): ListenedSound {
    return this.#sound;
  }

  /** A recording that jambonz may fetch, by its number; undefined: there is none. */
  promptAt(number: number): string | undefined {
    return this.#prompts.at(number);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The call has come by a socket, or has come back by another. */
  attach(session: Session): void {
    this.#reconnect?.cancel();
    this.#reconnect = null;
    this.#session = session;
  }

  /** A socket has closed. The call goes on when jambonz comes back in time, which it does unless the code is 1000. */
  detach(session: Session, code: number) {
    if (session !== this.#session || this.#isOver) return;
    this.#session = null;
    if (code === NORMAL) return this.#gone.abort();
    this.#reconnect = this.#parts.clock.startTimer(RECONNECT_WITHIN_MS, () => this.#gone.abort());
  }

  /** Nothing comes for it any more. */
  vanish(): void {
    this.#gone.abort();
  }

  /** A message that is to be answered. */
  ask(hook: string | undefined, data: Data, waiting: Waiting) {
    if (this.#isOver) return waiting(FAREWELL);
    const ours = hook === undefined ? null : parseHook(hook);
    const atOnce = ours ? this.#desk.take(ours, data) : null;
    if (atOnce) waiting(atOnce);
    else this.#line.await(waiting);
  }

  /** How the call stands; of a leg that was dialled for it, how that one does. */
  status(info: CallInfo, isChild: boolean) {
    const { callStatus, callTerminationBy } = info;
    if (isChild) return this.#desk.takeChild(callStatus, info.to);
    if (callStatus === undefined || !ENDED.has(callStatus)) return;
    if (callTerminationBy === 'jambonz') this.#end({ reason: 'completed', initiator: 'system' });
    else this.#end({ reason: callStatus === 'completed' ? 'caller' : callStatus, initiator: 'caller' });
  }

  /** Part of the life of a verb. */
  verbStatus(data: Data): void {
    if (!this.#isOver) this.#desk.status(data);
  }

  /** jambonz could not do something. */
  fail({ verb, msg }: Data): void {
    this.#parts.log.warn({ isOurMessage: msg === 'InvalidMessage' }, 'jambonz reports an error');
    this.#desk.fail(typeof verb === 'string' ? verb : undefined);
  }

  /** A model that only `native` brings into a call wants something done: there is nobody who could. */
  refuseTool({ tool_call_id, name }: Data): void {
    if (this.#isOver || typeof tool_call_id !== 'string') {
      this.pass('LlmToolCall');
      return;
    }
    const tool = typeof name === 'string' ? name.slice(0, MAX_NAME_LENGTH) : 'it';
    this.#complain(`A flow has no tools for a model at jambonz: ${tool} was not called.`);
    const data = { error: 'There are no tools here.' };
    this.#session?.text(commandReply('llm:tool-output', data, { tool_call_id }));
  }

  /** What came of words that only `native` sends piece by piece. */
  tokensTaken({ status }: Data): void {
    if (status === 'failed') this.#complain('jambonz did not take words that were sent piece by piece.');
    else this.pass('TtsTokensResult');
  }

  /** A message that nobody here can act on: noted once. */
  pass(kind: HookMessage['kind']): void {
    if (this.#passed.has(kind)) return;
    this.#passed.add(kind);
    this.#parts.log.info({ kind }, 'message of jambonz that no flow acts on');
  }

  /** The call cannot begin: what its caller is told. */
  refuse(verbs: readonly Verb[]): void {
    this.#isOver = true;
    this.#line.finish(verbs);
    void this.#close();
  }

  /** A key, told by the audio socket. */
  key(digit: string, durationMs: number | null): void {
    this.#desk.takeKey(digit, durationMs);
  }

  #createLeg(): CallLeg {
    const { callId, info, to } = this.#parts;
    const { capabilities, cannot } = protocolProfiles.jambonz;
    return {
      callId,
      protocol: 'jambonz',
      direction: info.direction,
      from: info.from,
      to,
      signal: this.#gone.signal,
      // Whoever has answered already cannot be rung any more.
      capabilities: this.#isAnswered ? capabilities.filter((one) => one !== 'earlyMedia') : capabilities,
      handles: handled,
      cannot: new Set(cannot),
      headers: headersOf(info),
      option: {},
      useVault: (vault) => this.#sound.useVault(vault),
      openSound: async (stream, post) => {
        this.#post = post;
        await this.#sound.open(stream);
        return { sdp: '' };
      },
      perform: (command) => this.#perform(command),
      send: (event) => this.#send(event),
      close: () => this.#close(),
    };
  }

  async #perform(command: Command): Promise<void> {
    const desk = this.#desk;
    switch (command.command) {
      case 'tts':
      case 'play':
        return desk.play(command);
      case 'gather':
        if (command.secret) this.#sound.hide();
        return desk.gather(command);
      case 'interrupt':
        return desk.interrupt();
      case 'dtmf':
        return desk.press(command);
      case 'dial':
      case 'refer':
      case 'enqueue':
      case 'conference':
        return desk.join(command);
      case 'leave':
        return desk.leave(command.id);
      case 'mute':
      case 'unmute': {
        const status = { mute_status: command.command };
        if (desk.isJoined) this.#line.command('mute:status', status, []);
        return this.#sound.perform(command);
      }
      case 'native':
        return this.#native(command.payload);
      default:
        throw new AppError('protocol.unsupported', `A call by jambonz cannot do ${command.command}.`);
    }
  }

  #native(payload: unknown) {
    const native = nativeOf(payload);
    if (native.kind === 'verbs') return this.#desk.native(this.#dials.permit(native.verbs));
    const verbs = verbsInCommand(native.command, native.data);
    // Of those that dial whom they may not nothing goes out; the others go as they were written.
    if (verbs.length > 0) this.#dials.permit(verbs);
    this.#line.command(native.command, native.data, []);
  }

  #send(event: SessionEvent) {
    switch (event.event) {
      case 'ringing':
        return this.#line.setUp(event.earlyMedia ? [] : [{ verb: 'alert', message: '180 Ringing' }]);
      case 'answer':
        if (!this.#isAnswered) this.#line.setUp([{ verb: 'answer' }]);
        this.#isAnswered = true;
        this.#desk.noteAnswer();
        return this.#line.setUp([this.#listen()]);
      case 'reject':
        return this.#refuse(event.code ?? DECLINED, event.reason);
      case 'hangup':
        return this.#hangUp();
      default:
        return;
    }
  }

  // Its sound comes by a socket of its own, for the recorder, the recogniser, and keys that no question asked for.
  #listen(): Verb {
    const { base, soundKey } = this.#parts;
    const url = `${base}/recording/${soundKey}`;
    const how = { mixType: 'stereo', sampleRate: ListenedSound.rateHz, passDtmf: true } as const;
    // When what is said is over is told by `verb:status`.
    return {
      verb: 'config',
      notifyEvents: true,
      listen: { enable: true, url, ...how, disableBidirectionalAudio: true },
    };
  }

  #refuse(status: number, reason: string): void {
    if (!this.#isAnswered) this.#line.setUp([{ verb: 'sip:decline', status, reason: reason.slice(0, 64) }]);
  }

  // Whom a message waits for is told by its answer; else by a command; else by the answer to whatever comes next.
  #hangUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#desk.close();
    if (!this.#line.finish(this.#isAnswered ? FAREWELL : []) && this.#session?.isOpen)
      this.#session.text(commandReply('call:status', { call_status: 'completed' }));
  }

  #close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#isOver = true;
      this.#reconnect?.cancel();
      this.#desk.close();
      this.#dials.close();
      this.#line.close();
      this.#sound.close();
      this.#session = null;
      this.#parts.onClosed();
    })();
    return this.#closing;
  }

  #end(ending: FarSideEnded['ending']): void {
    if (!this.#gone.signal.aborted) this.#gone.abort(new FarSideEnded(ending));
  }

  #complain(error: string): void {
    const timestamp = this.#parts.clock.nowMs();
    this.#tell({ event: 'error', timestamp, sender: 'jambonz', code: 'protocol.unsupported', error });
  }

  #tell(event: SessionEvent): void {
    this.#post(this.#sound.conceal(event));
  }

  #push() {
    const session = this.#session;
    if (this.#parts.isWebhook || !session?.isOpen) return null;
    return {
      verbs: (verbs: readonly Verb[], isQueued: boolean) => {
        for (const reply of repliesOf(null, verbs, isQueued)) session.text(reply);
      },
      command: (...command: Parameters<typeof commandReply>) => session.text(commandReply(...command)),
    };
  }

  /** What a webhook is answered that nothing was to be said to: ask again, so that the call stays. */
  static goOn(base: string): readonly Verb[] {
    return [{ verb: 'redirect', actionHook: formatHook(base, { kind: 'next', serial: 0 }) }];
  }
}

/** RFC 3261 §21.6.2. */
const DECLINED = 603;
const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'busy', 'no-answer']);
/** Tells whoever asks that there is nothing more. */
export const FAREWELL: readonly Verb[] = [{ verb: 'hangup' }];

// What a flow may read: the headers of the INVITE, and what jambonz itself knows of the call.
const headersOf = (info: CallInfo): Readonly<Record<string, string>> => {
  const own = {
    'X-Jambonz-Call-Sid': info.callSid,
    'X-Jambonz-Account-Sid': info.accountSid,
    'X-Jambonz-Application-Sid': info.applicationSid,
    'X-Jambonz-Parent-Call-Sid': info.parentCallSid,
    'X-Jambonz-Caller-Name': info.callerName,
    'X-Jambonz-To': info.to,
  };
  const told = Object.entries(own).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const all = [...Object.entries(info.headers), ...told].map(([name, value]) => [
    name,
    value.slice(0, MAX_HEADER_LENGTH),
  ]);
  return Object.fromEntries(all.slice(-MAX_HEADERS));
};
const MAX_NAME_LENGTH = 64;
const MAX_HEADERS = 64;
const MAX_HEADER_LENGTH = 1024;
