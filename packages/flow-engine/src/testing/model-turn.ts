import {
  type Command,
  type CommandOf,
  SERVER_TRACK,
  type SessionEvent,
  type SessionEventOf,
  trackId,
} from '@callwright/protocol';
import { cancelGather, continueGather, type GatherStep, startGather } from '../gather.js';
import type { CallInput, CallModel, CallOutput, ModelPlayback } from './call-model.js';
import type { CallWorld, Fault } from './call-world.js';
import { understand } from './hear.js';
import { isoTime } from './iso-time.js';

type EventBody = SessionEvent extends infer One ? (One extends SessionEvent ? Omit<One, 'timestamp'> : never) : never;
type HangupInitiator = SessionEventOf<'hangup'>['initiator'];

const GATHER_TIMER = 'gather:';
const DEFAULT_RING_MS = 30_000;

/** One input being worked off. The only place where a model changes. */
export class ModelTurn {
  readonly outputs: CallOutput[] = [];
  readonly #nowMs: number;
  readonly #world: CallWorld;
  #now: CallModel;

  constructor(before: CallModel, nowMs: number, world: CallWorld) {
    this.#now = before;
    this.#nowMs = nowMs;
    this.#world = world;
  }

  get model(): CallModel {
    return this.#now;
  }

  /** Works off one input. A call that is over takes none. */
  take(input: CallInput): void {
    if (this.#now.status === 'over') return;
    switch (input.input) {
      case 'arrive':
        this.#arrive();
        return;
      case 'command':
        this.#perform(input.command);
        return;
      case 'key':
        this.#press(input);
        return;
      case 'speech':
        this.#speak(input);
        return;
      case 'event':
        if (this.#now.gather) this.#takeGatherStep(continueGather(this.#now.gather, input.event));
        return;
      case 'callerHangup':
        this.#hangUp('completed', 'caller');
        return;
      case 'timer':
        this.#fire(input.timerId);
        return;
    }
  }

  #arrive(): void {
    const { from, to } = this.#now;
    this.#set({ status: 'up' });
    this.#report({ event: 'session', protocol: 'memory', direction: 'inbound', from, to, capabilities: [] });
    this.#report({ event: 'answer', trackId: this.#callerTrack(), sdp: '' });
    this.#report({ event: 'mediaReady', codec: 'memory', rateHz: 16_000 });
  }

  #perform(command: Command): void {
    const nth = (this.#now.commandCounts[command.command] ?? 0) + 1;
    this.#set({ commandCounts: { ...this.#now.commandCounts, [command.command]: nth } });
    const fault = this.#world.faults.find((one) => one.command === command.command && (one.nth ?? nth) === nth);
    if (fault) this.#goWrong(command, fault);
    else this.#carryOut(command);
  }

  #goWrong(command: Command, { how }: Fault): void {
    const { commandId } = command;
    if (how === 'refused')
      this.#report({ event: 'ack', command: command.command, ok: false, error: 'unsupported', commandId });
    if (how !== 'fails') return;
    const playId = 'playId' in command ? command.playId : undefined;
    this.#report({
      event: 'error',
      sender: command.command,
      error: `The ${command.command} failed.`,
      code: 'internal',
      commandId,
      playId,
    });
  }

  #carryOut(command: Command): void {
    switch (command.command) {
      case 'tts':
        this.#play(command, command.text, Math.max(1, command.text.length) * this.#world.msPerCharacter);
        return;
      case 'play':
        this.#play(command, command.url, command.loop ? null : this.#world.playMs);
        return;
      case 'interrupt':
        this.#stopPlayback('command');
        return;
      case 'hangup':
        this.#hangUp(command.reason ?? 'completed', initiatorOf(command.initiator));
        return;
      case 'gather':
        if (this.#now.gather) this.#takeGatherStep(cancelGather(this.#now.gather));
        this.#takeGatherStep(startGather(command));
        return;
      case 'asr':
        this.#controlEars(command);
        return;
      case 'record':
        this.#record(command);
        return;
      case 'refer':
        this.#refer(command);
        return;
      case 'mute':
      case 'unmute':
        if (command.trackId !== SERVER_TRACK) this.#set({ isCallerMuted: command.command === 'mute' });
        return;
      case 'dtmf':
        this.#report({ event: 'dtmfSent', digits: command.digits, dtmfId: command.dtmfId });
        return;
      case 'dial':
      case 'enqueue':
      case 'conference':
        this.#report({
          event: 'ack',
          command: command.command,
          ok: false,
          error: 'unsupported',
          commandId: command.commandId,
        });
        return;
      case 'message':
        this.#report({ event: 'messageResult', messageId: command.messageId, status: 'queued' });
        return;
      case 'leave':
      case 'tag':
      case 'invite':
      case 'candidate':
      case 'vad':
        return;
    }
  }

  // The same playback goes on with more words; another takes its place.
  #play(command: ModelPlayback['command'], content: string, totalMs: number | null): void {
    const { playback } = this.#now;
    if (playback && command.playId !== undefined && playback.command.playId === command.playId) {
      const sum = playback.totalMs === null || totalMs === null ? null : playback.totalMs + totalMs;
      this.#set({ playback: { ...playback, content: `${playback.content} ${content}`, totalMs: sum } });
      if (sum !== null) this.#startTimer('playback', playback.startedAtMs + sum - this.#nowMs);
      return;
    }
    this.#stopPlayback('command');
    if (this.#now.status === 'over') return;
    this.#set({ playback: { command, content, startedAtMs: this.#nowMs, totalMs } });
    if (totalMs !== null) this.#startTimer('playback', totalMs);
    this.#report({ event: 'trackStart', trackId: SERVER_TRACK, playId: command.playId });
  }

  #stopPlayback(cause: SessionEventOf<'interruption'>['cause']): void {
    const { playback } = this.#now;
    if (!playback) return;
    const positionMs = this.#nowMs - playback.startedAtMs;
    this.#set({ playback: null });
    this.outputs.push({ output: 'stopTimer', timerId: 'playback' });
    const { playId } = playback.command;
    const totalMs = playback.totalMs ?? undefined;
    this.#report({ event: 'interruption', trackId: SERVER_TRACK, playId, positionMs, totalMs, cause });
    this.#endTrack(playback, positionMs, true);
  }

  #endTrack({ command }: ModelPlayback, durationMs: number, isInterrupted: boolean): void {
    const interrupted = isInterrupted ? { interrupted: true } : {};
    this.#report({ event: 'trackEnd', trackId: SERVER_TRACK, playId: command.playId, durationMs, ...interrupted });
    if (command.autoHangup) this.#hangUp('autohangup', 'system');
  }

  #press({ digit, phase, durationMs }: Extract<CallInput, { input: 'key' }>): void {
    const pressed: EventBody = { event: 'dtmf', trackId: this.#callerTrack(), digit, phase, durationMs };
    if (phase === 'start') this.#bargeIn('keys', pressed);
    else this.#report(pressed);
  }

  // Executed where the sound is, then reported; whether before its cause or after it is up to the world.
  #bargeIn(how: 'keys' | 'speech', cause: EventBody): void {
    const isFirst = this.#world.reportsCause === 'first';
    if (isFirst) this.#report(cause);
    if (this.#now.playback?.command.bargeIn?.includes(how)) this.#stopPlayback(how);
    if (!isFirst) this.#report(cause);
  }

  // Who speaks while still speaking goes on with the later words.
  #speak({ text, durationMs }: Extract<CallInput, { input: 'speech' }>): void {
    if (this.#now.isCallerMuted) return;
    const isHeard = this.#now.ears.isOn;
    this.#set({ utterance: { text, startedAtMs: this.#nowMs, durationMs, isEnded: false, isHeard } });
    this.outputs.push({ output: 'stopTimer', timerId: 'recognition' });
    this.#startTimer('endOfTurn', durationMs + this.#world.endOfTurnMs);
    const startTime = this.#sinceStart(this.#nowMs);
    this.#bargeIn('speech', { event: 'startSpeaking', trackId: this.#callerTrack(), startTime });
  }

  #fire(timerId: string): void {
    if (timerId.startsWith(GATHER_TIMER)) {
      const own = timerId.slice(GATHER_TIMER.length);
      const event = { event: 'timerFired', timestamp: this.#nowMs, timerId: own } as const;
      if (this.#now.gather) this.#takeGatherStep(continueGather(this.#now.gather, event));
      return;
    }
    const { playback } = this.#now;
    if (timerId === 'endOfTurn') this.#endTurn();
    if (timerId === 'recognition') this.#recognise();
    if (timerId === 'refer') this.#goOnReferring();
    if (timerId !== 'playback' || !playback) return;
    this.#set({ playback: null });
    this.#endTrack(playback, playback.totalMs ?? 0, false);
  }

  #endTurn(): void {
    const { utterance } = this.#now;
    if (!utterance) return;
    this.#set({ utterance: utterance.isHeard ? { ...utterance, isEnded: true } : null });
    if (utterance.isHeard) this.#startTimer('recognition', this.#world.recognitionMs);
    const { startedAtMs, durationMs } = utterance;
    const startTime = this.#sinceStart(startedAtMs + durationMs);
    this.#report({ event: 'silence', trackId: this.#callerTrack(), startTime, duration: durationMs });
  }

  #recognise(): void {
    const { utterance, utteranceCount: index, ears } = this.#now;
    if (!utterance) return;
    this.#set({ utterance: null, utteranceCount: index + 1 });
    const heard = understand(utterance.text, ears.choices);
    this.#report({ event: 'transcriptionFinal', trackId: this.#callerTrack(), index, ...heard });
  }

  // What has been said and not answered is dropped; what is being said counts for whoever listens now.
  #controlEars({ action, option }: CommandOf<'asr'>): void {
    const { ears, utterance } = this.#now;
    if (action === 'start') this.#set({ ears: { isOn: true, choices: option?.choices ?? [] } });
    else this.#set({ ears: { ...ears, isOn: action === 'resume' } });
    if (!utterance || action === 'resume') return;
    this.#set({ utterance: utterance.isEnded ? null : { ...utterance, isHeard: action === 'start' } });
    if (utterance.isEnded) this.outputs.push({ output: 'stopTimer', timerId: 'recognition' });
  }

  #record({ action, recordId }: CommandOf<'record'>): void {
    const outcomes = {
      start: { recording: 'on', status: 'started' },
      pause: { recording: 'paused', status: 'paused' },
      resume: { recording: 'on', status: 'resumed' },
      stop: { recording: 'off', status: 'stopped' },
    } as const;
    const { recording, status } = outcomes[action];
    this.#set({ recording });
    this.#report({ event: 'recordStatus', recordId, status });
  }

  #refer(command: CommandOf<'refer'>): void {
    this.#set({ refer: { command, isJoined: false } });
    this.#reportRefer(command, 'trying');
    const line = this.#world.lines[command.target];
    const ringMs =
      line?.outcome === 'noAnswer' ? (command.options?.timeoutMs ?? DEFAULT_RING_MS) : (line?.afterMs ?? 0);
    this.#startTimer('refer', ringMs);
  }

  #goOnReferring(): void {
    const { refer } = this.#now;
    if (!refer) return;
    const line = this.#world.lines[refer.command.target];
    const answers = line?.outcome === 'answered' && !refer.isJoined;
    this.#set({ refer: answers ? { ...refer, isJoined: true } : null });
    if (answers) this.#startTimer('refer', line.talkMs ?? 0);
    this.#reportRefer(refer.command, refer.isJoined ? 'ended' : (line?.outcome ?? 'failed'));
  }

  #reportRefer({ referId, target }: CommandOf<'refer'>, status: SessionEventOf<'referStatus'>['status']): void {
    this.#report({ event: 'referStatus', referId, target, status });
  }

  #takeGatherStep({ state, effects, outcome }: GatherStep): void {
    this.#set({ gather: outcome ? null : state });
    for (const effect of effects) {
      if (effect.effect === 'command') {
        this.outputs.push({ output: 'composed', command: effect.command });
        this.#perform(effect.command);
      } else if (effect.effect === 'startTimer') this.#startTimer(`${GATHER_TIMER}${effect.timerId}`, effect.afterMs);
      else this.outputs.push({ output: 'stopTimer', timerId: `${GATHER_TIMER}${effect.timerId}` });
    }
    if (outcome) this.#report({ event: 'gatherResult', gatherId: state.command.gatherId, ...outcome });
  }

  #hangUp(reason: string, initiator: HangupInitiator): void {
    this.#set({ status: 'over', playback: null, gather: null, utterance: null, refer: null });
    const startTime = isoTime(this.#now.startedAtMs);
    const hangupTime = isoTime(this.#nowMs);
    this.#report({ event: 'hangup', reason, initiator, startTime, answerTime: startTime, hangupTime });
  }

  #report(body: EventBody): void {
    this.outputs.push({
      output: 'event',
      event: withoutUndefined({ ...body, timestamp: this.#nowMs } as SessionEvent),
    });
  }

  #set(change: Partial<CallModel>): void {
    this.#now = { ...this.#now, ...change };
  }

  #startTimer(timerId: string, afterMs: number): void {
    this.outputs.push({ output: 'startTimer', timerId, afterMs });
  }

  #callerTrack() {
    return trackId.parse(this.#now.callId);
  }

  #sinceStart(atMs: number): number {
    return atMs - this.#now.startedAtMs;
  }
}

const initiatorOf = (initiator: string | undefined): HangupInitiator =>
  initiator === 'caller' || initiator === 'callee' || initiator === 'api' ? initiator : 'system';

const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Value;
