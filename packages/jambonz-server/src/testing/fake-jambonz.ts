import { WebSocket } from 'ws';
import { isData } from '../messages/call-info.js';
import { parseJson } from '../messages/hook-request.js';
import { type StartTimer, startSystemTimer } from '../platform/timers.js';
import { MAX_REPLY_BYTES } from '../verbs/replies.js';
import type { Verb, VerbOf } from '../verbs/verb.js';
import { FakeGather } from './fake-gather.js';

/** Whom a fake jambonz calls, and how. */
export type FakeJambonzOptions = {
  /** Of the call hook: `ws://.../hook`. */
  readonly url: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly callSid: string;
  readonly from?: string;
  readonly to?: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly headers?: Readonly<Record<string, string>>;
  /** @throws Error when a verb is not as it should be; of `@jambonz/schema`: `validateVerb`, without its last argument */
  readonly validate: (name: string, data: object) => void;
  readonly startTimer?: StartTimer;
  /** How long a letter takes to be said. Default 20 ms. */
  readonly letterMs?: number;
  /** How long a recording lasts. Default 1000 ms. */
  readonly recordingMs?: number;
};

type Data = Readonly<Record<string, unknown>>;
type Running = { readonly verb: Verb; readonly cancel: () => void; readonly gather?: FakeGather };

/** jambonz drops a call whose application does not answer in this time. */
const ACK_TIMEOUT_MS = 5_000;
const NORMAL = 1000;
const MAX_TIMER_MS = 86_400_000;
/** What a `waitHook` may answer (@jambonz/schema, enqueue-wait). */
const WAITING_VERBS: ReadonlySet<string> = new Set(['say', 'play', 'pause', 'leave']);

/**
 * A call at a strict jambonz: it offers `ws.jambonz.org`, carries verbs out as far as an application can tell, and notes as
 * `breaches` whatever an application must not do (spec 2 §1): messages too long, binary frames, answers nobody waits for,
 * answers that come too late, verbs and commands there are none of.
 */
export class FakeJambonz {
  readonly breaches: string[] = [];
  /** Everything that was said or played, in order. */
  readonly heard: string[] = [];
  /** All verbs that were begun, in order. */
  readonly begun: Verb[] = [];
  /** All commands that came, in order. */
  readonly commands: Data[] = [];
  status = 'trying';
  readonly #options: FakeJambonzOptions;
  readonly #startTimer: StartTimer;
  readonly #waiting = new Map<string, (verbs: readonly Verb[]) => void>();
  readonly #timers = new Set<{ readonly cancel: () => void }>();
  #socket: WebSocket | null = null;
  #verbs: Verb[] = [];
  #running: Running | null = null;
  #count = 0;
  #closeCode: number | null = null;
  #notifiesEvents = false;

  private constructor(options: FakeJambonzOptions) {
    this.#options = options;
    this.#startTimer = options.startTimer ?? startSystemTimer;
  }

  /** Calls an application. @throws Error when the handshake fails */
  static async call(options: FakeJambonzOptions): Promise<FakeJambonz> {
    const call = new FakeJambonz(options);
    if (options.direction === 'outbound') call.status = 'in-progress';
    await call.#connect();
    call.#ask('session:new', { ...call.info, sip: { headers: options.headers ?? {}, body: '', method: 'INVITE' } });
    return call;
  }

  get hasEnded(): boolean {
    return this.status === 'completed' || this.status === 'failed';
  }

  /** The code the socket was closed by; null while it is open. */
  get closeCode(): number | null {
    return this.#closeCode;
  }

  get running(): Verb | null {
    return this.#running?.verb ?? null;
  }

  /** The base of what jambonz tells of a call. */
  get info(): Data {
    const { callSid, from = '+15550001', to = '+15550002', direction = 'inbound' } = this.#options;
    return {
      ...{ call_sid: callSid, account_sid: 'acc', application_sid: 'app', direction, from, to, caller_id: from },
      ...{ call_id: `${callSid}@sip`, sip_status: 100, sip_reason: 'Trying', call_status: this.status, trace_id: 't' },
    };
  }

  /** The caller presses keys. */
  press(digits: string): void {
    for (const digit of digits) this.#running?.gather?.press(digit);
  }

  /** The caller says something, which is understood. */
  say(text: string): void {
    this.#running?.gather?.say(text);
  }

  /** What runs is over: a dial, a queue, a conference, a REFER; with what its hook tells. */
  finish(result: Data): void {
    const verb = this.#running?.verb;
    if (verb) this.#hook(verb, result);
  }

  /** Tells something that nobody answers, as `call:status` of a leg or `jambonz:error`. */
  tell(type: string, data: Data, callSid = this.#options.callSid): void {
    this.#send({ type, msgid: `m-${++this.#count}`, call_sid: callSid, data });
  }

  /** Asks in the name of a hook, as for `dial:confirm`. Resolves with the verbs of the answer. */
  ask(type: string, hook: string, data: Data = {}): Promise<readonly Verb[]> {
    return new Promise((resolve) => this.#ask(type, { ...this.info, ...data }, { hook, done: resolve }));
  }

  /** The caller hangs up. */
  hangUp(): void {
    this.#end('caller');
  }

  /** The socket is lost, and jambonz comes back by another. */
  async reconnect(): Promise<void> {
    this.#socket?.terminate();
    await this.#connect();
    this.#ask('session:reconnect', this.info, { done: (verbs) => verbs.length > 0 && this.#replace(verbs) });
  }

  /** Is gone for good. */
  vanish(): void {
    this.#stop();
    this.#socket?.terminate();
  }

  /** Sends what it likes. */
  sendRaw(data: string | Buffer): void {
    this.#socket?.send(data);
  }

  /** What it has sent that is not on its way yet. */
  get unsentBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  async #connect(): Promise<void> {
    const { url, credentials } = this.#options;
    const pair = credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    const socket = new WebSocket(url, 'ws.jambonz.org', {
      headers: { 'user-agent': 'jambonz', ...(pair && { authorization: `Basic ${pair}` }) },
      maxPayload: MAX_REPLY_BYTES + 1,
    });
    this.#socket = socket;
    this.#closeCode = null;
    socket.on('message', (data, isBinary) => this.#receive(String(data), isBinary));
    socket.on('close', (code) => {
      if (socket === this.#socket) this.#closeCode = code;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.on('error', (error) => {
        this.breaches.push(error.message);
        reject(error);
      });
    });
  }

  #receive(text: string, isBinary: boolean) {
    const message = isBinary ? null : parseJson(text);
    if (!isData(message)) return this.#breach('a message that is no JSON text');
    if (message.type === 'ack') this.#takeAck(message);
    else if (message.type === 'command') this.#takeCommand(message);
    else this.#breach(`a message of type ${String(message.type)}`);
  }

  #takeAck({ msgid, data }: Data): void {
    const done = this.#waiting.get(String(msgid));
    this.#waiting.delete(String(msgid));
    if (!done) this.#breach('an answer nobody waits for');
    else done(this.#checked(data ?? []));
  }

  #takeCommand(message: Data): void {
    const { command, data, queueCommand } = message;
    this.commands.push(message);
    if (command === 'redirect') {
      const verbs = this.#checked(data);
      if (queueCommand === true) this.#append(verbs);
      else this.#replace(verbs);
    } else if (command === 'call:status' && isData(data) && data.call_status === 'completed') this.#end('jambonz');
  }

  #checked(data: unknown): readonly Verb[] {
    if (!Array.isArray(data)) {
      this.#breach('verbs that are no list');
      return [];
    }
    return data.filter((verb): verb is Verb => {
      try {
        const { verb: name, ...options } = verb;
        this.#options.validate(name, options);
        return true;
      } catch (error) {
        this.#breach(String(error));
        return false;
      }
    });
  }

  #replace(verbs: readonly Verb[]): void {
    this.#running?.cancel();
    this.#running = null;
    this.#verbs = [...verbs];
    this.#next();
  }

  #append(verbs: readonly Verb[]): void {
    this.#verbs.push(...verbs);
    if (!this.#running) this.#next();
  }

  #next(): void {
    const verb = this.#verbs.shift();
    if (!verb || this.hasEnded) return;
    this.begun.push(verb);
    this.#running = { verb, cancel: () => undefined };
    this.#execute(verb);
  }

  #execute(verb: Verb) {
    switch (verb.verb) {
      case 'say':
      case 'play':
        return this.#for(verb, this.#heardFor(verb));
      case 'pause':
        return this.#for(verb, verb.length * 1000);
      case 'gather':
        return this.#gather(verb);
      case 'redirect':
        return this.#hook(verb, {});
      case 'hangup':
        return this.#end('jambonz');
      case 'sip:decline':
        this.status = 'failed';
        return this.#end('jambonz');
      case 'enqueue':
        this.#answer();
        return this.#entertain(verb);
      case 'dial':
      case 'conference':
      case 'sip:refer':
        return this.#answer();
      case 'answer':
        this.#answer();
        return this.#over();
      case 'config':
        this.#notifiesEvents = verb.notifyEvents ?? this.#notifiesEvents;
        return this.#over();
      default:
        return this.#over();
    }
  }

  #heardFor(verb: VerbOf<'say'> | VerbOf<'play'>): number {
    if (!verb.earlyMedia) this.#answer();
    const { letterMs = 20, recordingMs = 1000 } = this.#options;
    const what = String(verb.verb === 'say' ? verb.text : verb.url);
    this.heard.push(what);
    if (verb.loop === 'forever') return Number.MAX_SAFE_INTEGER;
    return verb.verb === 'say' ? what.length * letterMs : recordingMs;
  }

  #for(verb: Verb, ms: number): void {
    if (ms > MAX_TIMER_MS) return;
    const timer = this.#start(ms, () => this.#over());
    this.#running = { verb, cancel: timer.cancel };
  }

  // Who waits hears what the hook answers, again and again (@jambonz/schema, enqueue-wait: the first in line is 0).
  #entertain(verb: VerbOf<'enqueue'>): void {
    const isWaiting = () => this.#running?.verb === verb && !this.hasEnded;
    if (typeof verb.waitHook !== 'string' || !isWaiting()) return;
    const place = { queue_sid: `queue:acc:${verb.name}`, queue_time: 0, queue_size: 1, queue_position: 0 };
    const done = (verbs: readonly Verb[]) => {
      if (!isWaiting() || verbs.length === 0) return;
      if (verbs.some(({ verb: name }) => !WAITING_VERBS.has(name))) this.#breach('a verb that nobody hears in a queue');
      const again = this.#start(Math.min(this.#lengthOf(verbs), MAX_TIMER_MS), () => this.#entertain(verb));
      this.#running = { verb, cancel: again.cancel };
    };
    this.#ask('verb:hook', { ...this.info, ...place }, { hook: verb.waitHook, done });
  }

  #lengthOf(verbs: readonly Verb[]): number {
    const lengths = verbs.map((one) => {
      if (one.verb === 'pause') return one.length * 1000;
      return one.verb === 'say' || one.verb === 'play' ? this.#heardFor(one) : 0;
    });
    return lengths.reduce((sum, ms) => sum + ms, 0);
  }

  // Spec 2 §1.1: only when `config.notifyEvents` asked for it.
  #notify(verb: string, event: string): void {
    if (this.#notifiesEvents) this.tell('verb:status', { verb, event });
  }

  #gather(verb: VerbOf<'gather'>): void {
    const prompt: Verb | null = verb.say
      ? { verb: 'say', ...verb.say }
      : verb.play
        ? { verb: 'play', ...verb.play }
        : null;
    const gather = new FakeGather({
      verb,
      promptMs: prompt ? this.#heardFor(prompt) : 0,
      startTimer: (ms, task) => this.#start(ms, task),
      notify: (name, event) => this.#notify(name, event),
      done: (result) => this.#hook(verb, result),
    });
    this.#running = { verb, gather, cancel: () => gather.cancel() };
  }

  #hook(verb: Verb, result: Data) {
    const hook = 'actionHook' in verb && typeof verb.actionHook === 'string' ? verb.actionHook : null;
    if (hook === null) return this.#over();
    const type = verb.verb === 'redirect' ? 'session:redirect' : 'verb:hook';
    const done = (verbs: readonly Verb[]) => {
      if (verbs.length > 0) this.#replace(verbs);
      else if (this.#running?.verb === verb) this.#over();
    };
    this.#ask(type, { ...this.info, ...result }, { hook, done });
  }

  #over(): void {
    this.#running = null;
    this.#next();
  }

  #answer(): void {
    if (this.status !== 'trying') return;
    this.status = 'in-progress';
    this.tell('call:status', { ...this.info, sip_status: 200 });
  }

  #ask(
    type: string,
    data: Data,
    more: { readonly hook?: string; readonly done?: (verbs: readonly Verb[]) => void } = {},
  ): void {
    const { hook, done = (verbs) => this.#replace(verbs) } = more;
    const msgid = `m-${++this.#count}`;
    const late = this.#start(ACK_TIMEOUT_MS, () => {
      this.#waiting.delete(msgid);
      this.#breach(`no answer to ${type} in time`);
      if (type === 'session:new') this.#end('jambonz');
    });
    this.#waiting.set(msgid, (verbs) => {
      late.cancel();
      if (!this.hasEnded) done(verbs);
    });
    this.#send({ type, msgid, call_sid: this.#options.callSid, ...(hook && { hook }), data });
  }

  #send(message: Data): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #end(by: 'caller' | 'jambonz'): void {
    if (this.status !== 'failed') this.status = 'completed';
    this.#stop();
    this.tell('call:status', { ...this.info, call_termination_by: by, duration: 1 });
    this.#socket?.close(NORMAL);
  }

  #stop(): void {
    this.#running?.cancel();
    this.#running = null;
    this.#verbs = [];
    this.#waiting.clear();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #start(ms: number, task: () => void): { readonly cancel: () => void } {
    const timer = this.#startTimer(ms, () => {
      this.#timers.delete(entry);
      task();
    });
    const entry = {
      cancel: () => {
        this.#timers.delete(entry);
        timer.cancel();
      },
    };
    this.#timers.add(entry);
    return entry;
  }

  #breach(what: string): void {
    this.breaches.push(what);
  }
}
