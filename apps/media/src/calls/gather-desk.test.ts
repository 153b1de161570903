import { SecretVault } from '@callwright/flow-engine';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type Command, type CommandOf, type EngineEvent, type SessionEvent, trackId } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { GatherDesk } from './gather-desk.js';

const caller = trackId.parse('t1');
const key = (digit: string): SessionEvent => ({ event: 'dtmf', timestamp: 0, trackId: caller, digit, phase: 'start' });
const gather = (gatherId: string, more: Partial<CommandOf<'gather'>> = {}): CommandOf<'gather'> => ({
  command: 'gather',
  gatherId,
  input: ['dtmf'],
  maxDigits: 2,
  timeoutMs: 4_000,
  interDigitMs: 1_000,
  ...more,
});

let clock: FakeClock;
let commands: Command[];
let posted: EngineEvent[];
let desk: GatherDesk;
let vault: SecretVault;
let hidden: boolean[];

beforeEach(() => {
  clock = new FakeClock();
  commands = [];
  posted = [];
  hidden = [];
  vault = new SecretVault(() => 'ref');
  desk = new GatherDesk({
    clock,
    execute: (one) => commands.push(one),
    post: (event) => posted.push(event),
    vault,
    onSecret: (isSecret) => hidden.push(isSecret),
  });
});

const show = (event: EngineEvent) => desk.receive(event, desk.sequence);

describe('a gather desk', () => {
  it('gathers keys until there are enough, answers once and lets its timers go', () => {
    desk.start(gather('g'));
    show(key('1'));
    expect(posted).toEqual([]);
    show(key('2'));
    show(key('3'));
    expect(posted).toEqual([{ event: 'gatherResult', timestamp: 0, gatherId: 'g', reason: 'digits', digits: '12' }]);
    expect(clock.timerCount).toBe(0);
  });

  it('answers by its own timers, at the time it was', () => {
    desk.start(gather('g'));
    clock.advance(4_000);
    desk.start(gather('h'));
    show(key('1'));
    clock.advance(1_000);
    expect(posted).toMatchObject([
      { gatherId: 'g', reason: 'timeout', timestamp: 4_000 },
      { gatherId: 'h', reason: 'digits', digits: '1', timestamp: 5_000 },
    ]);
  });

  it('says its prompt, listens, and stops listening', () => {
    const choices = [{ id: 'yes', phrases: ['yes'] }];
    desk.start(gather('g', { input: ['speech'], choices, prompt: { text: 'Yes?' } }));
    show({ event: 'trackEnd', timestamp: 0, trackId: caller, playId: 'g', durationMs: 10 });
    show({ event: 'transcriptionFinal', timestamp: 0, trackId: caller, index: 0, text: 'yes', choice: 'yes' });
    expect(commands.map((one) => [one.command, 'action' in one ? one.action : undefined])).toEqual([
      ['tts', undefined],
      ['asr', 'start'],
      ['asr', 'stop'],
    ]);
    expect(posted).toMatchObject([{ reason: 'speech', choice: 'yes' }]);
  });

  it('interrupts what is under way when another begins', () => {
    desk.start(gather('old', { prompt: { text: 'A long story.' } }));
    desk.start(gather('new'));
    expect(posted).toMatchObject([{ gatherId: 'old', reason: 'interrupted' }]);
    expect(commands.map(({ command }) => command)).toEqual(['tts', 'interrupt']);
    show(key('1'));
    show(key('2'));
    expect(posted.at(-1)).toMatchObject({ gatherId: 'new', digits: '12' });
  });

  it('does not take the event that made it begin for its answer', () => {
    const { sequence } = desk;
    desk.start(gather('g', { maxDigits: 1 }));
    desk.receive(key('1'), sequence);
    expect(posted).toEqual([]);
  });

  it('takes no notice of the timers of the flow', () => {
    desk.start(gather('g'));
    show({ event: 'timerFired', timestamp: 0, timerId: 'noInput.1' });
    expect(posted).toEqual([]);
  });

  it('can be called off, once and with a word', () => {
    desk.start(gather('g'));
    desk.cancel();
    desk.cancel();
    expect(posted).toMatchObject([{ gatherId: 'g', reason: 'interrupted' }]);
    expect(clock.timerCount).toBe(0);
  });

  it('forgets everything without a word when the call is over', () => {
    desk.start(gather('g'));
    desk.close();
    desk.close();
    show(key('1'));
    expect(posted).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });
});

describe('a gather desk with a secret question', () => {
  const secret = (more: object = {}) => gather('g', { secret: true, ...more });
  const released = (digit: string): EngineEvent => ({ ...key(digit), phase: 'end' }) as EngineEvent;
  const tell = (event: EngineEvent): EngineEvent => {
    const told = desk.conceal(event);
    show(event);
    return told;
  };

  it('tells nobody which keys they were, not even when the last one comes up', () => {
    desk.start(secret());
    const told = ['4', '7'].flatMap((digit) => [tell(key(digit)), tell(released(digit))]);
    expect(told.map((event) => (event.event === 'dtmf' ? [event.digit, event.masked] : []))).toEqual(
      Array(4).fill(['*', true]),
    );
    expect(posted).toEqual([
      { event: 'gatherResult', timestamp: 0, gatherId: 'g', reason: 'digits', secret: '⟦ref⟧', digitCount: 2 },
    ]);
    expect(vault.reveal('⟦ref⟧')).toBe('47');
    expect(tell(key('4'))).toEqual(key('4'));
  });

  it('hides the caller from before the first key until the last one has surely ended', () => {
    desk.start(secret());
    expect(hidden).toEqual([true]);
    for (const digit of ['4', '7']) tell(key(digit));
    clock.advance(999);
    expect(hidden).toEqual([true]);
    clock.advance(1);
    expect(hidden).toEqual([true, false]);
  });

  it('keeps the caller hidden while the question is asked again', () => {
    desk.start(secret());
    clock.advance(4_000);
    desk.start(secret());
    clock.advance(3_000);
    expect(hidden).toEqual([true]);
  });

  it('leaves nothing running when the call is over', () => {
    desk.start(secret());
    desk.cancel();
    desk.close();
    expect(clock.timerCount).toBe(0);
  });
});
