import type { Data, Verb } from '@callwright/jambonz-server';
import {
  AppError,
  type CallId,
  type Command,
  type CommandOf,
  type SessionEvent,
  type SessionEventOf,
} from '@callwright/protocol';
import type { SentDials } from '../../../calls/telephone.js';
import type { Clock } from '../../../platform/clock.js';
import { type Activity, type Join, letGo, type Question, verbsOf } from './activity.js';
import { CallerEvents } from './caller-events.js';
import { type DialLeave, firstAllowed } from './dial-leave.js';
import { digitsIn, gatherOutcome, heardIn } from './gather-outcome.js';
import { formatHook, type HookKind, type OurHook } from './hooks.js';
import { conferenceNews, joinAnswered, joinBegun, joinId, joinLeft, joinRefused, joinResult } from './join-results.js';
import { confirmVerbs, HOOK_OF, type JoinCommand, joinVerb, targetOf, waitingVerbs } from './join-verbs.js';
import { Playback } from './playback.js';
import { QueueWords } from './queue-words.js';
import { gatherVerb, type SpeechTerms } from './speech-verbs.js';
import type { VerbLine } from './verb-line.js';

/** What a desk is made of. */
export type VerbDeskParts = {
  readonly callId: CallId;
  /** The path of the call's line. */
  readonly base: string;
  readonly line: VerbLine;
  readonly clock: Clock;
  readonly post: (event: SessionEvent) => void;
  /** Where jambonz can fetch a recording; null: it cannot. */
  readonly addressOf: SpeechTerms['addressOf'];
  /** Whom jambonz may dial for this call. @throws AppError `call.ended`, `call.unreachable` */
  readonly sent: () => SentDials;
  /** The call is to end since a playback has that asked for it. */
  readonly onAutoHangup: () => void;
};

/** Carries out commands by verbs, and tells as events what their hooks bring. One thing at a time. */
export class VerbDesk {
  readonly #parts: VerbDeskParts;
  #activity: Activity | null = null;
  readonly #caller: CallerEvents;
  #serial = 0;
  #isAnswered = false;
  #isSecret = false;
  #keysUntilMs = 0;

  constructor(parts: VerbDeskParts) {
    this.#parts = parts;
    this.#caller = new CallerEvents(parts);
  }

  /** From now on nothing is early any more. */
  noteAnswer(): void {
    this.#isAnswered = true;
  }

  /** @throws AppError `protocol.unsupported` for what jambonz cannot do */
  play(command: CommandOf<'tts' | 'play'>): void {
    const words = this.#wordsOfQueue;
    if (words) {
      words.add(command);
      return;
    }
    const current = this.#activity?.kind === 'playback' ? this.#activity.playback : null;
    const isMore =
      current !== null &&
      command.playId !== undefined &&
      current.playId === command.playId &&
      command.command === 'tts';
    const playback = isMore ? current : this.#playback(command.playId);
    const verbs = playback.add(command, ++this.#serial);
    if (!isMore) this.#begin({ kind: 'playback', playback }, verbs);
    else this.#parts.line.add(verbs);
    if (!isMore) this.#parts.post(playback.started(this.#nowMs));
    if (playback.isDone) this.#finishPlayback(playback);
  }

  /** @throws AppError `protocol.unsupported` */
  gather(command: CommandOf<'gather'>): void {
    const serial = ++this.#serial;
    const verb = gatherVerb(command, this.#terms('gather', serial));
    // What a question begins with is told as where we say it ourselves: by the name of the question.
    const prompt = command.prompt ? this.#playback(command.gatherId) : null;
    this.#begin({ kind: 'gather', command, serial, prompt }, [verb]);
    if (prompt) this.#parts.post(prompt.started(this.#nowMs));
    this.#isSecret = command.secret === true;
  }

  /** Part of the life of a verb (`verb:status`): when what a question begins with is over, and that the caller speaks. */
  status({ event, verb }: Data): void {
    const question = this.#activity;
    if (question?.kind !== 'gather') return;
    if (event === 'speech-bargein-detected') this.#caller.speaks();
    if (event === 'speech-bargein-detected') this.#endPrompt(question, 'speech');
    else if (event === 'dtmf-bargein-detected') this.#endPrompt(question, 'keys');
    else if (event === 'stop-playback' && verb !== 'gather') this.#endPrompt(question);
  }

  /** Stops what plays or asks; nothing happens when nothing does. */
  interrupt(): void {
    const kind = this.#activity?.kind;
    if (kind !== 'playback' && kind !== 'gather') return;
    this.#giveUp();
    this.#parts.line.replace([this.#idle()]);
  }

  /** Sends keys. */
  press(command: CommandOf<'dtmf'>): void {
    const { digits, durationMs = 100 } = command;
    const serial = ++this.#serial;
    const keys: Verb = { verb: 'dtmf', dtmf: digits, duration: durationMs };
    if (this.#activity === null) {
      this.#activity = { kind: 'keys', command, serial };
      this.#parts.line.replace([keys, { verb: 'redirect', actionHook: this.#hook('keys', serial) }]);
      return;
    }
    this.#parts.line.command('dtmf', { dtmf: { digit: digits, duration: durationMs } }, [keys]);
    this.#parts.post(this.#caller.sent(command));
  }

  /** Joins the call to others there. What may not be dialled ends as what nobody answers, with the reason. */
  join(command: JoinCommand): void {
    const refusal = this.#join(command, 0);
    this.#parts.post(joinBegun(command, { timestamp: this.#nowMs }));
    if (refusal) this.#parts.post(joinRefused(command, refusal, { timestamp: this.#nowMs }));
  }

  /** Gives a join up. @throws AppError `protocol.badMessage` when there is none of this name */
  leave(id: string): void {
    const activity = this.#activity;
    if (activity?.kind !== 'join' || joinId(activity.command) !== id) return;
    this.#giveUp();
    this.#parts.line.replace([this.#idle()]);
  }

  /** Verbs of the flow's author, in the place of what runs. */
  native(verbs: readonly Verb[]): void {
    this.#giveUp();
    this.#parts.line.replace(verbs);
  }

  get isJoined(): boolean {
    return this.#activity?.kind === 'join';
  }

  /** A hook of ours has come. @returns what to answer at once; null: whatever comes of it is the answer */
  take({ kind, serial }: OurHook, data: Data): readonly Verb[] | null {
    const activity = this.#activity;
    if (kind === 'confirm') return confirmVerbs(this.#joinCommand);
    if (kind === 'wait') return this.#wait(data);
    if (kind === 'status') return this.#takeStatusOf(serial, data);
    if (activity?.kind === 'playback' && kind === 'prompt') return this.#takePrompt(activity.playback, serial, data);
    if (!activity || activity.kind === 'playback' || activity.serial !== serial) return null;
    if (activity.kind === 'gather') this.#takeGather(activity, data);
    else if (activity.kind === 'keys') this.#finish([this.#caller.sent(activity.command)]);
    else this.#takeJoin(activity, data);
    return null;
  }

  /** A leg that was dialled for this call has got on. */
  takeChild(status: unknown, to: string): void {
    const join = this.#activity;
    if (join?.kind !== 'join' || status !== 'in-progress' || join.answeredAtMs !== null) return;
    this.#answered(join, to);
  }

  /** A key, as the audio socket tells it beside the verbs. Those of a question come with its answer. */
  takeKey(digit: string, durationMs: number | null): void {
    if (this.#activity?.kind === 'gather' || this.#nowMs < this.#keysUntilMs) return;
    this.#caller.key(digit, false, durationMs ?? undefined);
  }

  /** Something jambonz could not do. @returns whether a command of ours came to nothing by it */
  fail(verb: unknown) {
    const activity = this.#activity;
    const isOurs = activity && (verb === undefined || verbsOf(activity).includes(String(verb)));
    if (!isOurs) return;
    const problem = new AppError('call.unreachable', 'jambonz could not do it.');
    switch (activity.kind) {
      case 'gather':
        this.#endPrompt(activity);
        return this.#finish([this.#gatherResult(activity.command, { reason: 'error', error: problem.message })]);
      case 'playback': {
        const { playId } = activity.playback;
        const told = { timestamp: this.#nowMs, sender: 'tts', error: problem.message, code: 'media.promptUnreadable' };
        return this.#finish([{ event: 'error', ...told, ...(playId !== undefined && { playId }) }]);
      }
      case 'keys':
        return this.#finish([]);
      case 'join':
        this.#letGo(activity);
        return this.#finish([joinResult(activity.command, {}, { timestamp: this.#nowMs })]);
    }
  }

  /** Forgets everything: the call is over. May be called twice. */
  close(): void {
    if (this.#activity?.kind === 'join') letGo(this.#activity);
    this.#activity = null;
  }

  #begin(activity: Activity, verbs: readonly Verb[]): void {
    this.#giveUp();
    this.#activity = activity;
    this.#parts.line.replace(verbs);
  }

  /** @returns why nobody may be dialled; null: it has begun */
  #join(command: JoinCommand, attempt: number): AppError | null {
    const [at, leave] = firstAllowed(command, attempt, this.#parts.sent);
    if (leave instanceof AppError) return leave;
    this.#beginJoin(command, at, leave);
    return null;
  }

  #beginJoin(command: JoinCommand, attempt: number, leave: DialLeave): void {
    const serial = ++this.#serial;
    const names = { action: HOOK_OF[command.command], status: 'status', wait: 'wait', confirm: 'confirm' } as const;
    const hooks = {
      action: this.#hook(names.action, serial),
      status: this.#hook('status', serial),
      wait: this.#hook('wait', serial),
      confirm: this.#hook('confirm', serial),
    };
    const { addressOf, clock } = this.#parts;
    const verb = joinVerb(command, { hooks, leave, attempt, addressOf });
    const waitMs = command.command === 'enqueue' ? command.maxWaitMs : undefined;
    const watchdog = waitMs === undefined ? null : clock.startTimer(waitMs, () => this.#waitOut(serial));
    const activity: Join = {
      ...{ kind: 'join', command, serial, attempt, watchdog, leave, answeredAtMs: null },
      target: targetOf(command, attempt),
      words: command.command === 'enqueue' ? new QueueWords(command, { isEarly: false, addressOf }) : null,
    };
    this.#begin(activity, [verb]);
  }

  // Nobody came for the caller in time.
  #waitOut(serial: number): void {
    const join = this.#activity;
    if (join?.kind !== 'join' || join.serial !== serial || join.answeredAtMs !== null) return;
    this.#letGo(join);
    this.#activity = null;
    this.#parts.line.replace([this.#idle()]);
    this.#parts.post(joinLeft(join.command, { timestamp: this.#nowMs }, true));
  }

  #takePrompt(playback: Playback, serial: number, data: Data): null {
    playback.done(serial);
    const digits = data.reason === 'dtmfDetected' ? digitsIn(data) : '';
    const heard = data.reason === 'speechDetected' ? heardIn(data) : null;
    for (const digit of digits) this.#caller.key(digit, false);
    if (heard) this.#caller.said(heard);
    if (digits !== '' || heard) this.#finish(playback.ended(this.#nowMs, digits === '' ? 'speech' : 'keys'));
    else if (playback.isDone) this.#finishPlayback(playback);
    return null;
  }

  #finishPlayback(playback: Playback): void {
    this.#finish(playback.ended(this.#nowMs));
    if (playback.hasAutoHangup) this.#parts.onAutoHangup();
  }

  #takeGather(question: Question, data: Data): void {
    const { command } = question;
    // Its end has not been told, as by a webhook: by now it is over.
    this.#endPrompt(question);
    const outcome = gatherOutcome(command, data);
    const pressed = digitsIn(data);
    for (const digit of pressed) this.#caller.key(digit, this.#isSecret);
    if (pressed !== '') this.#keysUntilMs = this.#nowMs + LATE_KEYS_MS;
    if (outcome.reason === 'speech') this.#caller.said({ ...outcome, text: outcome.text ?? '' });
    this.#finish([this.#gatherResult(command, outcome)]);
  }

  #gatherResult({ gatherId }: CommandOf<'gather'>, outcome: ReturnType<typeof gatherOutcome>): SessionEvent {
    return { event: 'gatherResult', timestamp: this.#nowMs, gatherId, ...outcome };
  }

  #takeStatusOf(serial: number, data: Data): readonly Verb[] {
    const join = this.#activity;
    if (join?.kind === 'join' && join.serial === serial) this.#takeStatus(join, data);
    return [];
  }

  #takeStatus(join: Join, data: Data) {
    const news = { timestamp: this.#nowMs };
    if (join.command.command === 'refer' && Number(data.call_status) >= 200) return this.#takeJoin(join, finalOf(data));
    const event = conferenceNews(join.command, data, news);
    if (event) this.#parts.post(event);
  }

  #takeJoin(join: Join, data: Data) {
    const { command, attempt, target } = join;
    const hasTalked = data.dial_call_status === 'completed' || data.queue_result === 'bridged';
    if (hasTalked && join.answeredAtMs === null) this.#answered(join, target);
    const isNext = command.command === 'dial' && command.order === 'oneAfterAnother' && !hasTalked;
    this.#letGo(join);
    if (isNext && attempt + 1 < command.targets.length) {
      this.#activity = null;
      if (this.#join(command, attempt + 1) === null) return;
    }
    const talkedMs = join.answeredAtMs === null ? undefined : this.#nowMs - join.answeredAtMs;
    this.#finish([
      joinResult(command, data, { timestamp: this.#nowMs, target: hasTalked ? join.target : undefined, talkedMs }),
    ]);
  }

  #answered(join: Join, target: string | undefined): void {
    join.answeredAtMs = this.#nowMs;
    join.target ??= target;
    this.#postAll(join.words?.ended(this.#nowMs));
    const event = joinAnswered(join.command, { timestamp: this.#nowMs, target: join.target });
    if (event) this.#parts.post(event);
  }

  #wait(data: Data): readonly Verb[] {
    const words = this.#wordsOfQueue;
    if (!words) return waitingVerbs(this.#joinCommand, this.#parts.addressOf);
    const { verbs, events } = words.asked(data, this.#nowMs);
    this.#postAll(events);
    return verbs;
  }

  get #joinCommand(): JoinCommand | null {
    return this.#activity?.kind === 'join' ? this.#activity.command : null;
  }

  /** Of who waits in a queue at this time; null: nobody does. */
  get #wordsOfQueue(): QueueWords | null {
    const join = this.#activity?.kind === 'join' ? this.#activity : null;
    return join?.answeredAtMs === null ? join.words : null;
  }

  #letGo(join: Join): void {
    letGo(join);
    this.#postAll(join.words?.ended(this.#nowMs));
  }

  /** Ends what is under way, with what its end is. */
  #finish(events: readonly SessionEvent[]): void {
    this.#activity = null;
    this.#postAll(events);
  }

  #postAll(events: readonly SessionEvent[] = []): void {
    for (const event of events) this.#parts.post(event);
  }

  /** Something else takes its place. */
  #giveUp(): void {
    const activity = this.#activity;
    this.#activity = null;
    if (!activity) return;
    if (activity.kind === 'playback')
      for (const event of activity.playback.ended(this.#nowMs, 'command')) this.#parts.post(event);
    if (activity.kind === 'gather') {
      this.#endPrompt(activity, 'command');
      this.#parts.post(this.#gatherResult(activity.command, { reason: 'interrupted' }));
    }
    if (activity.kind === 'keys') this.#parts.post(this.#caller.sent(activity.command));
    if (activity.kind !== 'join') return;
    this.#letGo(activity);
    this.#parts.post(joinLeft(activity.command, { timestamp: this.#nowMs }));
  }

  /** What a question began with is over, or was stopped. */
  #endPrompt(question: Question, cause?: SessionEventOf<'interruption'>['cause']): void {
    const { prompt } = question;
    question.prompt = null;
    for (const event of prompt?.ended(this.#nowMs, cause) ?? []) this.#parts.post(event);
  }

  #playback(playId: string | undefined): Playback {
    return new Playback(playId, this.#nowMs, (serial) => this.#terms('prompt', serial));
  }

  #terms(kind: 'prompt' | 'gather', serial: number): SpeechTerms {
    return { hook: this.#hook(kind, serial), isEarly: !this.#isAnswered, addressOf: this.#parts.addressOf };
  }

  /** Takes the place of what runs, and asks what is next. */
  #idle(): Verb {
    return { verb: 'redirect', actionHook: this.#hook('next', 0) };
  }

  #hook(kind: HookKind, serial: number): string {
    return formatHook(this.#parts.base, { kind, serial });
  }

  get #nowMs(): number {
    return this.#parts.clock.nowMs();
  }
}

/** A key of a question that the audio socket tells late is the same key. */
const LATE_KEYS_MS = 1_000;

// A NOTIFY of a REFER, as the event hook tells it.
const finalOf = (data: Data): Data => ({ ...data, final_referred_call_status: data.call_status });

/** Commands that a desk carries out. */
export type DeskCommand = Extract<
  Command,
  { command: 'tts' | 'play' | 'gather' | 'interrupt' | 'dtmf' | 'leave' } | JoinCommand
>;
