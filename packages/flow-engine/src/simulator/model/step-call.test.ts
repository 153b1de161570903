import { type Command, callId, type SessionEvent } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { type CallInput, type CallModel, type CallOutput, isCallersTurn, newCallModel } from './call-model.js';
import { type CallWorld, plainWorld } from './call-world.js';
import { stepCall } from './step-call.js';

const world: CallWorld = { ...plainWorld, msPerCharacter: 10, playMs: 500 };

/** A call, told one thing after the other at given times. */
class Line {
  model: CallModel = newCallModel({ callId: callId.parse('c-1'), from: 'a', to: 'b' }, 1000);
  outputs: readonly CallOutput[] = [];
  readonly #world: CallWorld;

  constructor(change: Partial<CallWorld> = {}) {
    this.#world = { ...world, ...change };
    this.at(0, { input: 'arrive' });
  }

  at(ms: number, ...inputs: readonly CallInput[]): this {
    this.outputs = inputs.flatMap((input) => {
      const step = stepCall(this.model, input, 1000 + ms, this.#world);
      this.model = step.model;
      return step.outputs;
    });
    return this;
  }

  get events(): readonly SessionEvent[] {
    return this.outputs.flatMap((one) => (one.output === 'event' ? [one.event] : []));
  }

  get names() {
    return this.events.map(({ event }) => event);
  }
}
const command = (one: Command): CallInput => ({ input: 'command', command: one });
const say = (text: string, more: { playId?: string; autoHangup?: boolean; bargeIn?: ('keys' | 'speech')[] } = {}) =>
  command({ command: 'tts', text, ...more });
const timer = (timerId: string): CallInput => ({ input: 'timer', timerId });
const key = (digit: string): CallInput => ({ input: 'key', digit, phase: 'start' });
const speech = (text: string | null): CallInput => ({ input: 'speech', text, durationMs: 300 });
const listen = command({ command: 'asr', action: 'start', option: { choices: [{ id: 'yes', phrases: ['yes'] }] } });

describe('a simulated call', () => {
  it('arrives, is answered, and has sound', () => {
    expect(new Line().names).toEqual(['session', 'answer', 'mediaReady']);
  });

  it('is plain JSON, changes nothing it was given, and gives the same for the same', () => {
    const line = new Line().at(0, listen, say('Hello', { playId: 'p', bargeIn: ['speech'] }));
    const kept = JSON.stringify(line.model);
    const step = () => stepCall(JSON.parse(kept), speech('yes'), 1100, world);
    expect(step()).toEqual(stepCall(line.model, speech('yes'), 1100, world));
    expect(JSON.stringify(line.model)).toBe(kept);
    expect(JSON.parse(JSON.stringify(step().model))).toEqual(step().model);
  });

  it('reports a playback from its start to its end', () => {
    const line = new Line().at(0, say('Hello', { playId: 'p' }));
    expect(line.events).toMatchObject([{ event: 'trackStart', trackId: 'callee', playId: 'p' }]);
    expect(line.outputs).toContainEqual({ output: 'startTimer', timerId: 'playback', afterMs: 50 });
    expect(line.at(50, timer('playback')).events).toEqual([
      { event: 'trackEnd', trackId: 'callee', playId: 'p', durationMs: 50, timestamp: 1050 },
    ]);
    expect(line.model.playback).toBeNull();
  });

  it('goes on speaking under the same playId, and replaces what plays under another', () => {
    const line = new Line().at(0, say('Hello', { playId: 'p' })).at(20, say('again', { playId: 'p' }));
    expect(line.names).toEqual([]);
    expect(line.outputs).toEqual([{ output: 'startTimer', timerId: 'playback', afterMs: 80 }]);
    line.at(40, command({ command: 'play', url: 'prompt:x', playId: 'q' }));
    expect(line.events).toMatchObject([
      { event: 'interruption', playId: 'p', positionMs: 40, totalMs: 100, cause: 'command' },
      { event: 'trackEnd', playId: 'p', durationMs: 40, interrupted: true },
      { event: 'trackStart', playId: 'q' },
    ]);
  });

  it('repeats a recording until it is stopped', () => {
    const line = new Line().at(0, command({ command: 'play', url: 'prompt:music', loop: true }));
    expect(line.outputs.filter(({ output }) => output === 'startTimer')).toEqual([]);
    expect(line.at(60_000, command({ command: 'interrupt' })).names).toEqual(['interruption', 'trackEnd']);
    expect(line.at(60_000, command({ command: 'interrupt' })).names).toEqual([]);
  });

  it.each<[CallWorld['reportsCause'], (cause: string) => readonly string[]]>([
    ['first', (cause) => [cause, 'interruption', 'trackEnd']],
    ['last', (cause) => ['interruption', 'trackEnd', cause]],
  ])('is interrupted by keys and words; the cause is told %s', (reportsCause, order) => {
    const saying = () => new Line({ reportsCause }).at(0, say('Hello', { bargeIn: ['keys', 'speech'] }));
    expect(saying().at(10, key('1')).names).toEqual(order('dtmf'));
    expect(saying().at(10, speech('yes')).names).toEqual(order('startSpeaking'));
  });

  it('is interrupted by nothing else', () => {
    expect(new Line().at(0, say('Hello', { bargeIn: ['speech'] })).at(10, key('1')).names).toEqual(['dtmf']);
    expect(new Line().at(0, say('Hello')).at(10, speech('yes')).names).toEqual(['startSpeaking']);
  });

  it.each([
    ['at its end', timer('playback')],
    ['when it is interrupted', command({ command: 'interrupt' })],
  ])('hangs up after a playback that says so, %s', (_, input) => {
    const line = new Line().at(0, say('Bye', { autoHangup: true })).at(30, input);
    expect(line.events.at(-1)).toMatchObject({ event: 'hangup', reason: 'autohangup', initiator: 'system' });
  });

  it('understands what it heard from the beginning', () => {
    const line = new Line().at(0, listen).at(10, speech('Yes.'));
    expect(line.names).toEqual(['startSpeaking']);
    expect(line.at(810, timer('endOfTurn')).events).toMatchObject([
      { event: 'silence', startTime: 310, duration: 300 },
    ]);
    expect(line.at(910, timer('recognition')).events).toMatchObject([
      { event: 'transcriptionFinal', index: 0, text: 'yes', choice: 'yes' },
    ]);
    expect(line.model.utterance).toBeNull();
  });

  it('makes nothing of noise', () => {
    const line = new Line().at(0, listen, speech(null)).at(800, timer('endOfTurn')).at(900, timer('recognition'));
    expect(line.events).toMatchObject([{ event: 'transcriptionFinal', text: '' }]);
  });

  it('understands a word from its beginning, though it was told to listen in its middle', () => {
    const line = new Line().at(0, speech('yes')).at(100, listen).at(800, timer('endOfTurn'));
    expect(line.at(900, timer('recognition')).events).toMatchObject([{ event: 'transcriptionFinal', choice: 'yes' }]);
  });

  it('drops a word it was still thinking about when it was told to listen anew', () => {
    const line = new Line().at(0, listen, speech('yes')).at(800, timer('endOfTurn')).at(850, listen);
    expect(line.outputs).toEqual([{ output: 'stopTimer', timerId: 'recognition' }]);
    expect(line.at(900, timer('recognition')).names).toEqual([]);
  });

  it('says nothing of words when it does not listen, nor when it stopped before it knew', () => {
    const deaf = new Line().at(0, speech('yes')).at(800, timer('endOfTurn'));
    expect(deaf.names).toEqual(['silence']);
    expect(deaf.model.utterance).toBeNull();
    const stopped = new Line().at(0, listen, speech('yes')).at(800, timer('endOfTurn'));
    expect(stopped.at(850, command({ command: 'asr', action: 'stop' })).at(900, timer('recognition')).names).toEqual(
      [],
    );
  });

  it('does not hear a muted caller speak', () => {
    const line = new Line().at(0, command({ command: 'mute' }), speech('yes'));
    expect(line.names).toEqual([]);
    expect(line.at(1, command({ command: 'unmute' }), speech('yes')).names).toEqual(['startSpeaking']);
  });

  it('asks with the engine’s own gather, and writes down what that is made of', () => {
    const gather: Command = {
      command: 'gather',
      gatherId: 'g',
      input: ['dtmf'],
      prompt: { text: 'Well?' },
      choices: [],
    };
    const line = new Line().at(0, command(gather));
    expect(line.outputs[0]).toMatchObject({ output: 'composed', command: { command: 'tts', playId: 'g' } });
    expect(isCallersTurn(line.model)).toBe(false);
    const ended = line.at(50, timer('playback')).events[0];
    expect(ended).toMatchObject({ event: 'trackEnd', playId: 'g' });
    if (ended) line.at(50, { input: 'event', event: ended });
    expect(isCallersTurn(line.model)).toBe(true);
    expect(line.outputs).toEqual([{ output: 'startTimer', timerId: 'gather:noInput.1', afterMs: 5000 }]);
    expect(line.at(5050, timer('gather:noInput.1')).events).toMatchObject([
      { event: 'gatherResult', gatherId: 'g', reason: 'timeout' },
    ]);
    expect(line.model.gather).toBeNull();
  });

  it('asks one question at a time', () => {
    const gather = (gatherId: string): CallInput => command({ command: 'gather', gatherId, input: ['speech'] });
    const line = new Line().at(0, gather('g')).at(10, gather('h'));
    expect(line.events).toMatchObject([{ event: 'gatherResult', gatherId: 'g', reason: 'interrupted' }]);
    expect(line.model.gather?.command.gatherId).toBe('h');
  });

  it.each([
    ['refused', [{ event: 'ack', ok: false, error: 'unsupported', commandId: '7' }]],
    ['fails', [{ event: 'error', sender: 'tts', playId: 'p', commandId: '7' }]],
    ['silent', []],
  ] as const)('goes wrong on demand: %s', (how, events) => {
    const line = new Line({ faults: [{ command: 'tts', how, nth: 2 }] });
    const tts = command({ command: 'tts', text: 'Hi', playId: 'p', commandId: '7' });
    expect(line.at(0, tts).names).toEqual(['trackStart']);
    expect(line.at(1, tts).events).toMatchObject(events);
  });

  it.each<[string, readonly string[]]>([
    ['open', ['answered', 'ended']],
    ['busy', ['busy']],
    ['gone', ['failed']],
  ])('passes a call on to a line that is %s', (target, outcomes) => {
    const lines: CallWorld['lines'] = { open: { outcome: 'answered', talkMs: 100 }, busy: { outcome: 'busy' } };
    const line = new Line({ lines }).at(0, command({ command: 'refer', target, referId: 'r' }));
    expect(line.events).toMatchObject([{ event: 'referStatus', referId: 'r', target, status: 'trying' }]);
    for (const status of outcomes) {
      expect(line.at(1, timer('refer')).events).toMatchObject([{ event: 'referStatus', status }]);
    }
    expect(line.model.refer).toBeNull();
  });

  it('rings as long as it may where nobody answers', () => {
    const lines: CallWorld['lines'] = { night: { outcome: 'noAnswer' } };
    const refer = command({ command: 'refer', target: 'night', options: { timeoutMs: 9000 } });
    expect(new Line({ lines }).at(0, refer).outputs.at(-1)).toMatchObject({ timerId: 'refer', afterMs: 9000 });
  });

  it('knows whether it is being recorded', () => {
    const line = new Line();
    const record = (action: 'start' | 'pause' | 'resume' | 'stop') => command({ command: 'record', action });
    const seen = (['start', 'pause', 'resume', 'stop'] as const).map((action) => {
      const [event] = line.at(0, record(action)).events;
      return [line.model.recording, event?.event === 'recordStatus' ? event.status : null];
    });
    expect(seen).toEqual([
      ['on', 'started'],
      ['paused', 'paused'],
      ['on', 'resumed'],
      ['off', 'stopped'],
    ]);
  });

  it('has nothing to say to what it has no part in, and sends keys', () => {
    const line = new Line().at(
      0,
      command({ command: 'vad', action: 'stop' }),
      command({ command: 'candidate', candidate: [] }),
    );
    expect(line.outputs).toEqual([]);
    expect(line.at(0, command({ command: 'dtmf', digits: '12#' })).events).toMatchObject([
      { event: 'dtmfSent', digits: '12#' },
    ]);
  });

  it.each<[string, CallInput, object]>([
    ['the caller', { input: 'callerHangup' }, { reason: 'completed', initiator: 'caller' }],
    ['the flow', command({ command: 'hangup', reason: 'noInput' }), { reason: 'noInput', initiator: 'system' }],
    ['the api', command({ command: 'hangup', initiator: 'api' }), { reason: 'completed', initiator: 'api' }],
  ])('is over when %s hangs up, and reports nothing more', (_, hangup, how) => {
    const line = new Line().at(0, say('Hello')).at(5, hangup);
    expect(line.events).toMatchObject([{ event: 'hangup', ...how, startTime: '1970-01-01T00:00:01.000Z' }]);
    expect(line.model).toMatchObject({ status: 'over', playback: null, gather: null });
    expect(line.at(6, hangup, key('1'), timer('playback'), say('Hello')).outputs).toEqual([]);
  });
});
