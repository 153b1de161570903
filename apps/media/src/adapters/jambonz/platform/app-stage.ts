import {
  AppError,
  type Command,
  type CommandOf,
  type EngineEvent,
  type SessionEventOf,
  toAppError,
} from '@callwright/protocol';
import type { CallSession } from '../../../calls/call-session.js';
import { GatherDesk } from '../../../calls/gather-desk.js';
import { createDeferred } from '../../../calls/rooms/deferred.js';
import { waitFor } from '../../../calls/rooms/wait-for.js';
import { Background } from './background.js';
import type { CallInfo } from './call-info.js';
import { type Child, Children } from './children.js';
import { EventTap } from './event-tap.js';
import type { PlatformParts } from './platform-parts.js';
import type { HookCall, Settings, Stage } from './stage.js';
import { VerbList } from './verb-list.js';
import { hopeless, verbs } from './verbs/catalog.js';
import { hook, readVerb, type WrittenVerb } from './verbs/verb.js';
import type { AskKind, Requestor } from './wire/requestor.js';

/** What a stage needs of the session it belongs to. */
export type AppStageParts = PlatformParts & {
  readonly call: CallSession;
  readonly info: CallInfo;
  /** The way to the application, as it is now; null: there is none yet, or none any more. */
  readonly requestor: () => Requestor | null;
  /** Asks where a hook of this name is asked. @throws AppError */
  readonly askAt: (kind: AskKind, hook: string | undefined, data: HookCall['results']) => Promise<readonly unknown[]>;
  readonly redirect: Stage['redirect'];
  readonly openAudio: Stage['openAudio'];
  readonly resolve: Stage['resolve'];
  readonly confirm: Stage['confirm'];
  /** There is nothing left to do. */
  readonly onDry: () => void;
  /** It has answered, and has sound. */
  readonly isReady: boolean;
  /** Verbs it may carry out; absent: all there are. */
  readonly allowed?: ReadonlySet<string>;
};

/** One call as an application has it: its verbs, one after another, and what goes on beside them. */
export class AppStage implements Stage {
  readonly call: CallSession;
  readonly info: CallInfo;
  readonly tap = new EventTap();
  readonly settings: Settings = { synthesizer: null, recognizer: null, notifiesEvents: false, holdMusic: null };
  readonly background: Background;
  readonly children = new Children();
  readonly clock: PlatformParts['clock'];
  readonly newId: PlatformParts['newId'];
  readonly log: PlatformParts['log'];
  readonly #parts: AppStageParts;
  readonly #desk: GatherDesk;
  readonly #list: VerbList<WrittenVerb>;
  readonly #answered = createDeferred();
  readonly #hasMedia = createDeferred();
  readonly #atEnd = new Set<() => void>();
  readonly #onListenStatus = new Set<(status: 'pause' | 'silence' | 'resume') => void>();
  readonly #onTranscribeStatus = new Set<(status: 'pause' | 'resume') => void>();
  readonly #leaving = new Set<() => void>();
  #isAnswered = false;

  constructor(parts: AppStageParts) {
    const { call, info, clock, newId, log } = parts;
    this.#parts = parts;
    this.call = call;
    this.info = info;
    this.clock = clock;
    this.newId = newId;
    this.log = log;
    this.background = new Background(this);
    this.#desk = new GatherDesk({
      clock,
      execute: (command) => this.#compose(command),
      post: (event) => call.post(event),
      vault: call.vault,
      onSecret: () => undefined,
    });
    this.#list = new VerbList({ run: (verb, signal) => this.#run(verb, signal), onDry: parts.onDry });
    if (!parts.isReady) return;
    this.#isAnswered = true;
    this.#answered.resolve();
    this.#hasMedia.resolve();
  }

  /** Whether there is nothing to do. */
  get isIdle(): boolean {
    return this.#list.isIdle;
  }

  /** One event of the call. */
  receive(event: EngineEvent): void {
    if (event.event === 'answer') {
      this.#isAnswered = true;
      this.#answered.resolve();
    }
    if (event.event === 'mediaReady') {
      // A line of ours that was joined to another call has been answered by that.
      if (this.call.isAnswered) {
        this.#isAnswered = true;
        this.#answered.resolve();
      }
      this.#hasMedia.resolve();
    }
    const { sequence } = this.#desk;
    this.#desk.receive(event, sequence);
    this.background.receive(event);
    this.tap.show(event);
  }

  /** Tells what is still to be told, and lets go of everything. May be called twice. */
  close(): void {
    for (const task of [...this.#atEnd]) task();
    this.#atEnd.clear();
    this.#list.close();
    this.background.close();
    this.#desk.close();
    this.children.forget();
  }

  readonly perform = async (command: Command): Promise<void> => {
    this.call.journal.append({ kind: 'command', command, by: 'client' });
    await this.call.execute(command);
  };

  readonly ready = async (signal: AbortSignal, early = false): Promise<void> => {
    signal.throwIfAborted();
    const { leg } = this.call;
    const mayBeEarly = early && leg.direction === 'inbound' && leg.capabilities.includes('earlyMedia');
    if (mayBeEarly) return;
    if (!this.#isAnswered) await this.perform({ command: 'accept' });
    const both = Promise.all([this.#answered.promise, this.#hasMedia.promise]);
    await waitFor(both, { clock: this.clock, signal: AbortSignal.any([signal, this.call.signal]) });
    signal.throwIfAborted();
    this.call.signal.throwIfAborted();
  };

  readonly gather = async (
    command: CommandOf<'gather'>,
    signal: AbortSignal,
  ): Promise<SessionEventOf<'gatherResult'>> => {
    this.background.hold(true);
    const result = this.tap.first(
      (event) => (event.event === 'gatherResult' && event.gatherId === command.gatherId ? event : undefined),
      this.call.signal,
    );
    const cancel = () => this.#desk.cancel();
    signal.throwIfAborted();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      this.call.journal.append({ kind: 'command', command, by: 'client' });
      this.#desk.start(command);
      return await result;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.background.hold(false);
    }
  };

  readonly act = async (told: HookCall): Promise<void> => {
    const { hook, verbId, results, signal } = told;
    if (hook === undefined || this.call.isEnding) return;
    if (signal?.aborted) {
      this.mention(told);
      return;
    }
    try {
      const next = await this.#parts.askAt('verb:hook', hook, this.#told(results, verbId));
      if (next.length > 0 && !signal?.aborted) this.runNext(next);
    } catch (error) {
      // The call goes on with the verbs it has.
      const { code } = toAppError(error);
      this.log.info({ code }, 'hook of application was not answered');
    }
  };

  readonly ask = async ({ hook, results }: HookCall): Promise<readonly unknown[]> => {
    try {
      return await this.#parts.askAt('verb:hook', hook, this.#told(results));
    } catch (error) {
      this.log.info({ code: toAppError(error).code }, 'hook of application was not answered');
      return [];
    }
  };

  readonly mention = ({ hook, verbId, results }: HookCall): void => {
    if (hook === undefined) return;
    this.#parts.requestor()?.mention({ kind: 'verb:hook', hook, data: this.#told(results, verbId) });
  };

  readonly report: Stage['report'] = (problem) => {
    this.call.journal.append({ kind: 'problem', code: 'protocol.unsupported', message: problem.error.slice(0, 200) });
    const { verb, id, error } = problem;
    this.tell('jambonz:error', { error, ...(verb !== undefined && { verb }), ...(id !== undefined && { id }) });
  };

  readonly notify: Stage['notify'] = (event) => {
    if (this.settings.notifiesEvents) this.tell('verb:status', event);
  };

  readonly tell = (kind: Parameters<Requestor['tell']>[0], data: Readonly<Record<string, unknown>>): void => {
    this.#parts.requestor()?.tell(kind, kind === 'call:status' ? data : { call_sid: this.call.callId, ...data });
  };

  readonly redirect: Stage['redirect'] = (hook, results) => this.#parts.redirect(hook, results);
  readonly openAudio: Stage['openAudio'] = (...address) => this.#parts.openAudio(...address);
  readonly resolve: Stage['resolve'] = (url, kind) => this.#parts.resolve(url, kind);
  readonly confirm = (child: Child, hook: string, signal: AbortSignal): Promise<boolean> =>
    this.#parts.confirm(child, hook, signal);

  readonly atEnd = (task: () => void): (() => void) => {
    this.#atEnd.add(task);
    // What a call was doing when it came to its end is told then, although nobody does it any more.
    return () => void (this.call.isEnding || this.#atEnd.delete(task));
  };

  readonly runNext = (written: readonly unknown[], isAppended = false): void => {
    const list = this.#readable(written);
    if (isAppended) this.#list.append(list);
    else this.#list.replace(list);
  };

  readonly runBeside = async (written: readonly unknown[], signal: AbortSignal): Promise<void> => {
    for (const verb of this.#readable(written)) if (!signal.aborted) await this.#run(verb, signal);
  };

  readonly leave = (): void => {
    for (const listener of [...this.#leaving]) listener();
  };

  readonly onLeave = (listener: () => void): (() => void) => {
    this.#leaving.add(listener);
    return () => this.#leaving.delete(listener);
  };

  readonly onListenStatus = (listener: (status: 'pause' | 'silence' | 'resume') => void): (() => void) => {
    this.#onListenStatus.add(listener);
    return () => this.#onListenStatus.delete(listener);
  };

  readonly onTranscribeStatus = (listener: (status: 'pause' | 'resume') => void): (() => void) => {
    this.#onTranscribeStatus.add(listener);
    return () => this.#onTranscribeStatus.delete(listener);
  };

  readonly setListenStatus = (status: 'pause' | 'silence' | 'resume'): void => {
    for (const listener of this.#onListenStatus) listener(status);
  };

  readonly setTranscribeStatus = (status: 'pause' | 'resume'): void => {
    for (const listener of this.#onTranscribeStatus) listener(status);
  };

  #told(results: HookCall['results'], verbId?: string): Readonly<Record<string, unknown>> {
    return { ...this.info.facts, ...results, ...(verbId !== undefined && { verb_id: verbId }) };
  }

  #readable(written: readonly unknown[]): readonly WrittenVerb[] {
    return written.flatMap((raw) => {
      const verb = readVerb(raw);
      if (verb) return [verb];
      this.report({ error: 'a verb is not understood' });
      return [];
    });
  }

  // Whatever goes wrong with a verb is told, and the next one has its turn.
  async #run(written: WrittenVerb, signal: AbortSignal): Promise<void> {
    const { name, id } = written;
    const about = { name, verb: name, ...(id !== undefined && { id }) };
    const verb = (this.#parts.allowed?.has(name) ?? true) ? verbs.get(name) : undefined;
    try {
      if (!verb) throw new AppError('protocol.unsupported', `The verb ${name.slice(0, 64)} is not supported here.`);
      const prepared = verb.prepare(written.body);
      if ('problem' in prepared) throw new AppError('protocol.badMessage', prepared.problem);
      this.#reportMissing(verb.lacks, written);
      this.notify({ ...about, event: 'starting' });
      await prepared.run({ stage: this, name, id, signal });
      this.notify({ ...about, event: 'finished' });
    } catch (error) {
      if (signal.aborted || this.call.isEnding) return;
      const { code, message } = toAppError(error);
      if (code === 'internal') this.log.error({ verb: name, error: String(error) }, 'verb failed');
      this.report({ verb: name, id, error: message });
      await this.#giveUp(written, signal);
    }
  }

  #reportMissing(lacks: readonly string[], { name: verb, id, body }: WrittenVerb): void {
    for (const name of lacks)
      if (body[name] !== undefined) this.report({ verb, id, error: `${name} is not supported here` });
  }

  // Its hook is told how it ended, as of one that was begun: an application waits for that.
  async #giveUp({ name, id, body }: WrittenVerb, signal: AbortSignal): Promise<void> {
    const results = hopeless.get(name);
    const { data: actionHook } = hook.safeParse(body.actionHook);
    if (results && actionHook !== undefined) await this.act({ hook: actionHook, verbId: id, results, signal });
  }

  #compose(command: Command): void {
    this.call.journal.append({ kind: 'command', command, by: 'call' });
    this.call.dispatch(command);
  }
}
