import { type CommandOf, type EngineEvent, SERVER_TRACK, type SessionEvent, trackId } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from './testing/fuzz-runs.js';
import { GatherHost as Host } from './testing/gather-host.js';

const caller = trackId.parse('c-1');
const at = { timestamp: 0 };
const question: CommandOf<'gather'> = {
  command: 'gather',
  gatherId: 'g',
  input: ['dtmf', 'speech'],
  prompt: { text: 'Sales or support?' },
  choices: [
    { id: 'sales', keys: '1', phrases: ['sales'] },
    { id: 'support', keys: '2', phrases: ['support', 'help'] },
  ],
  language: 'en-US',
  bargeIn: ['keys', 'speech'],
};
const polite: CommandOf<'gather'> = { ...question, bargeIn: [] };

const key = (digit: string): EngineEvent => ({ event: 'dtmf', trackId: caller, digit, phase: 'start', ...at });
const promptEnds: EngineEvent = { event: 'trackEnd', trackId: SERVER_TRACK, playId: 'g', durationMs: 1, ...at };
const speaks: EngineEvent = { event: 'startSpeaking', trackId: caller, startTime: 0, ...at };
const fallsSilent: EngineEvent = { event: 'silence', trackId: caller, startTime: 0, duration: 500, ...at };
const said = (text: string, choice?: string): EngineEvent => ({
  event: 'transcriptionFinal',
  trackId: caller,
  index: 0,
  text,
  choice,
  ...at,
});
const fails = (from: Partial<Extract<SessionEvent, { event: 'error' }>>): EngineEvent => ({
  event: 'error',
  sender: 'tts',
  error: 'Out of order.',
  code: 'internal',
  ...at,
  ...from,
});

const commands = ({ effects }: Host) =>
  effects.flatMap((effect) => (effect.effect === 'command' ? [effect.command.command] : []));

describe('the question', () => {
  it('listens before it speaks where a word may interrupt', () => {
    const host = new Host({ ...question, speaker: 'kal' });
    expect(host.effects).toEqual([
      {
        effect: 'command',
        command: {
          command: 'asr',
          action: 'start',
          commandId: 'g.asr',
          option: {
            language: 'en-US',
            choices: [
              { id: 'sales', phrases: ['sales'] },
              { id: 'support', phrases: ['support', 'help'] },
            ],
          },
        },
      },
      {
        effect: 'command',
        command: {
          command: 'tts',
          text: 'Sales or support?',
          playId: 'g',
          commandId: 'g.prompt',
          bargeIn: ['keys', 'speech'],
          option: { language: 'en-US' },
          speaker: 'kal',
        },
      },
    ]);
  });

  it('may be a recording', () => {
    const host = new Host({ ...polite, prompt: { url: 'prompt:menu' } });
    expect(host.effects).toEqual([
      {
        effect: 'command',
        command: { command: 'play', url: 'prompt:menu', playId: 'g', commandId: 'g.prompt', bargeIn: [] },
      },
    ]);
  });

  it('is waited out where nothing may interrupt: only then it listens', () => {
    const host = new Host(polite);
    expect(host.isListening).toBe(false);
    host.see(promptEnds);
    expect(host.isListening).toBe(true);
    expect(host.timerName).toBe('noInput');
  });

  it('is left out: it listens and waits at once', () => {
    const host = new Host({ ...question, prompt: undefined });
    expect(commands(host)).toEqual(['asr']);
    expect(host.timerName).toBe('noInput');
  });

  it('may be answered by what a built-in grammar knows', () => {
    const host = new Host({ ...polite, choices: undefined, grammar: 'date' }).see(promptEnds);
    expect(host.effects).toContainEqual({
      effect: 'command',
      command: {
        command: 'asr',
        action: 'start',
        commandId: 'g.asr',
        option: { language: 'en-US', grammar: 'date', choices: [] },
      },
    });
  });

  it('is not listened to where the answer is secret', () => {
    const host = new Host({ ...question, choices: undefined, secret: true, maxDigits: 2 });
    expect(commands(host.see(promptEnds, speaks, key('4'), key('2')))).toEqual(['tts']);
    expect(host.outcome).toEqual({ reason: 'digits', digits: '42' });
  });

  it('does not listen where only keys are asked for', () => {
    const host = new Host({ ...question, input: ['dtmf'] }).see(promptEnds, speaks, said('sales', 'sales'));
    expect(commands(host)).toEqual(['tts']);
    expect(host.outcome).toBeNull();
  });

  it('is not ended by the end of another playback', () => {
    const other: EngineEvent = { event: 'trackEnd', trackId: SERVER_TRACK, playId: 'other', durationMs: 1, ...at };
    expect(new Host(polite).see(other).state.phase).toBe('prompt');
  });
});

describe('keys', () => {
  it('choose', () => {
    const host = new Host(polite).see(promptEnds, key('2'));
    expect(host.outcome).toEqual({ reason: 'digits', digits: '2', choice: 'support' });
  });

  it('that no choice has are an answer without a choice', () => {
    expect(new Host(polite).see(promptEnds, key('9')).outcome).toEqual({ reason: 'digits', digits: '9' });
  });

  it('count from their start and not again at their end', () => {
    const end: EngineEvent = { event: 'dtmf', trackId: caller, digit: '1', phase: 'end', durationMs: 80, ...at };
    expect(new Host(polite).see(promptEnds, end).outcome).toBeNull();
  });

  it('during a question that may be interrupted answer it and stop it', () => {
    const host = new Host(question).see(key('1'));
    expect(host.outcome).toEqual({ reason: 'digits', digits: '1', choice: 'sales' });
    expect(commands(host).slice(-2)).toEqual(['asr', 'interrupt']);
  });

  it('during a question that may not be interrupted do not count', () => {
    const host = new Host(polite).see(key('1'), promptEnds);
    expect(host.outcome).toBeNull();
    expect(host.see(key('2')).outcome).toMatchObject({ choice: 'support' });
  });

  it('do not count where only words are asked for', () => {
    expect(new Host({ ...polite, input: ['speech'] }).see(promptEnds, key('1')).outcome).toBeNull();
  });

  it('wait for the next while a longer choice begins with them', () => {
    const choices = [
      { id: 'one', keys: '1' },
      { id: 'twelve', keys: '12' },
    ];
    const waiting = new Host({ ...polite, choices }).see(promptEnds, key('1'));
    expect(waiting.outcome).toBeNull();
    expect(waiting.timerName).toBe('interDigit');
    expect(waiting.timeOut().outcome).toEqual({ reason: 'digits', digits: '1', choice: 'one' });
    const both = new Host({ ...polite, choices }).see(promptEnds, key('1'), key('2'));
    expect(both.outcome).toEqual({ reason: 'digits', digits: '12', choice: 'twelve' });
    const wrong = new Host({ ...polite, choices }).see(promptEnds, key('1'), key('5'));
    expect(wrong.outcome).toEqual({ reason: 'digits', digits: '15' });
  });

  it('after the first begin the wait for the next again', () => {
    const host = new Host({ ...polite, choices: [{ id: 'pin', keys: '1234' }], interDigitMs: 700 });
    host.see(promptEnds, key('1'));
    const [first = ''] = host.timers;
    host.see(key('2'));
    expect(host.timers).toHaveLength(1);
    expect(host.see({ event: 'timerFired', timerId: first, ...at }).outcome).toBeNull();
    expect(host.effects.at(-1)).toMatchObject({ effect: 'startTimer', afterMs: 700 });
    expect(host.timeOut().outcome).toEqual({ reason: 'digits', digits: '12' });
  });

  it('are collected up to the maximum', () => {
    const collect = { ...polite, choices: undefined, maxDigits: 3 };
    const host = new Host(collect).see(promptEnds, key('4'), key('0'), key('*'));
    expect(host.outcome).toEqual({ reason: 'digits', digits: '40*' });
  });

  it('are collected until the finish key, which is none of them', () => {
    const collect = { ...polite, choices: undefined, finishOnKey: '#' };
    expect(new Host(collect).see(promptEnds, key('4'), key('0'), key('#')).outcome).toEqual({
      reason: 'digits',
      digits: '40',
    });
  });

  it('end on the finish key even with no digits', () => {
    const collect = { ...polite, choices: undefined, finishOnKey: '#' };
    expect(new Host(collect).see(promptEnds, key('#')).outcome).toEqual({ reason: 'timeout' });
  });

  it('that are too few are told, but no answer', () => {
    const collect = { ...polite, choices: undefined, minDigits: 4, maxDigits: 4 };
    expect(new Host(collect).see(promptEnds, key('4'), key('0')).timeOut().outcome).toEqual({
      reason: 'timeout',
      digits: '40',
    });
  });

  it('are one where nothing is said of their number', () => {
    expect(new Host({ ...polite, choices: [] }).see(promptEnds, key('7')).outcome).toEqual({
      reason: 'digits',
      digits: '7',
    });
  });

  it('win over words once the first is pressed', () => {
    const host = new Host({ ...polite, choices: [{ id: 'long', keys: '12', phrases: ['long'] }] });
    host.see(promptEnds, key('1'), speaks, said('long', 'long'));
    expect(host.outcome).toBeNull();
    expect(host.timerName).toBe('interDigit');
    expect(host.see(key('2')).outcome).toMatchObject({ reason: 'digits', choice: 'long' });
  });
});

describe('words', () => {
  it('choose', () => {
    const host = new Host(polite).see(promptEnds, speaks, said('sales', 'sales'));
    expect(host.outcome).toEqual({ reason: 'speech', text: 'sales', choice: 'sales' });
    expect(host.isListening).toBe(false);
  });

  it('that are none of the choices are an answer without a choice', () => {
    expect(new Host(polite).see(promptEnds, speaks, said('')).outcome).toEqual({ reason: 'speech', text: '' });
  });

  it('stop the wait for a first sign when they begin', () => {
    const host = new Host(polite).see(promptEnds);
    const [noInput = ''] = host.timers;
    host.see(speaks);
    expect(host.timerName).toBe('speech');
    expect(host.see({ event: 'timerFired', timerId: noInput, ...at }).outcome).toBeNull();
  });

  it.each([
    ['reported first', [speaks, promptEnds]],
    ['reported after the end of what they stopped', [promptEnds, speaks]],
  ])('during a question that may be interrupted count, %s', (_, events) => {
    const host = new Host(question).see(...events);
    expect(host.timerName).toBe('speech');
    expect(host.timers).toHaveLength(1);
    expect(host.see(said('help', 'support')).outcome).toMatchObject({ choice: 'support' });
  });

  it('that begin, like the first of several keys, make sure that the question is quiet', () => {
    expect(commands(new Host(question).see(speaks))).toEqual(['asr', 'tts', 'interrupt']);
    expect(commands(new Host(question).see(promptEnds, speaks))).toEqual(['asr', 'tts']);
    const choices = [{ id: 'long', keys: '12', phrases: ['long'] }];
    expect(commands(new Host({ ...question, choices }).see(key('1')))).toEqual(['asr', 'tts', 'interrupt']);
  });

  it('understood while the question still plays stop it', () => {
    expect(commands(new Host(question).see(said('sales', 'sales'))).at(-1)).toBe('interrupt');
  });

  it('that began before the end of the question are waited for, not taken for silence', () => {
    const host = new Host(polite).see(speaks, promptEnds);
    expect(host.isListening).toBe(true);
    expect(host.timerName).toBe('speech');
  });

  it('that ended before the end of the question do not count', () => {
    expect(new Host(polite).see(speaks, fallsSilent, promptEnds).timerName).toBe('noInput');
  });

  it('that the recogniser never answers are not understood, soon after the caller falls silent', () => {
    const host = new Host(polite).see(promptEnds, speaks, fallsSilent);
    expect(host.effects.at(-1)).toMatchObject({ effect: 'startTimer', afterMs: 5000 });
    expect(host.timeOut().outcome).toEqual({ reason: 'speech', text: '' });
  });

  it('without end are not understood', () => {
    const host = new Host({ ...polite, speechTimeoutMs: 8000 }).see(promptEnds, speaks);
    expect(host.effects.at(-1)).toMatchObject({ effect: 'startTimer', afterMs: 8000 });
    expect(host.timeOut().outcome).toEqual({ reason: 'speech', text: '' });
  });

  it('may go on after a pause', () => {
    const host = new Host(polite).see(promptEnds, speaks, fallsSilent, speaks);
    expect(host.timerName).toBe('speech');
  });

  it('are free where there are no choices', () => {
    const host = new Host({ ...polite, choices: undefined }).see(promptEnds, speaks);
    expect(host.effects[1]).toMatchObject({ command: { command: 'asr', option: { choices: [] } } });
    expect(host.see(said('anything at all')).outcome).toEqual({ reason: 'speech', text: 'anything at all' });
  });
});

describe('silence', () => {
  it('is an outcome, counted from the end of the question', () => {
    const host = new Host({ ...polite, timeoutMs: 4000 }).see(promptEnds);
    expect(host.effects.at(-1)).toMatchObject({ effect: 'startTimer', afterMs: 4000 });
    expect(host.timeOut().outcome).toEqual({ reason: 'timeout' });
  });
});

describe('failures', () => {
  it('of the question end it', () => {
    const host = new Host(question).see(fails({ playId: 'g' }));
    expect(host.outcome).toEqual({ reason: 'error', error: 'Out of order.' });
    expect(host.isListening).toBe(false);
  });

  it('of the question, as a refused command, end it', () => {
    const refused: EngineEvent = { event: 'ack', command: 'tts', ok: false, error: 'no', commandId: 'g.prompt', ...at };
    expect(new Host(polite).see({ ...refused, ok: true }).outcome).toBeNull();
    expect(new Host(polite).see(refused).outcome).toEqual({ reason: 'error', error: 'no' });
  });

  it('of another playback do not count', () => {
    expect(new Host(question).see(fails({ playId: 'other' })).outcome).toBeNull();
  });

  it('of a question that was interrupted already do not count', () => {
    expect(new Host(question).see(speaks, fails({ playId: 'g' })).outcome).toBeNull();
  });

  it('of the recogniser leave the keys', () => {
    const host = new Host(question).see(speaks, fails({ sender: 'asr' }));
    expect(host.outcome).toBeNull();
    expect(host.isListening).toBe(false);
    expect(host.timerName).toBe('noInput');
    expect(host.see(speaks, said('sales', 'sales')).outcome).toBeNull();
    expect(host.see(key('1')).outcome).toMatchObject({ choice: 'sales' });
  });

  it('of the recogniser during the question let it end, and do not try again', () => {
    const host = new Host(question).see(fails({ sender: 'asr', commandId: 'g.asr' }), promptEnds);
    expect(commands(host)).toEqual(['asr', 'tts', 'asr']);
    expect(host.timerName).toBe('noInput');
  });

  it.each<CommandOf<'gather'>>([
    { ...polite, input: ['speech'], choices: [], grammar: 'free' },
    { ...polite, input: ['speech'], language: 'eo' },
    { ...polite, choices: Array.from({ length: 10 }, (_, n) => ({ id: `c${n}`, phrases: [`answer ${n}`] })) },
  ])('of the recogniser end it where no key would help', (command) => {
    const host = new Host(command).see(promptEnds, fails({ sender: 'asr' }));
    expect(host.outcome).toEqual({ reason: 'error', error: 'Out of order.' });
    expect(host.isListening).toBe(false);
  });

  it.each<[string, CommandOf<'gather'>]>([
    ['the keys it has', { ...question, input: ['speech'] }],
    [
      'keys by number',
      {
        ...question,
        choices: [
          { id: 'sales', phrases: ['sales'] },
          { id: 'support', phrases: ['support'] },
        ],
      },
    ],
  ])('of the recogniser offer a question in words %s', (_, command) => {
    const host = new Host(command).see(promptEnds, speaks, fails({ sender: 'asr' }));
    expect(host.effects.at(-1)).toMatchObject({
      command: { command: 'tts', text: 'For sales, press 1. For support, press 2.', playId: 'g', bargeIn: ['keys'] },
    });
    expect(host.isListening).toBe(false);
    expect(host.timers).toEqual([]);
    host.see(promptEnds);
    expect(host.timerName).toBe('noInput');
    expect(host.see(key('2')).outcome).toMatchObject({ reason: 'digits', choice: 'support' });
  });

  it('of a recogniser that is not listening do not count', () => {
    expect(new Host(polite).see(fails({ sender: 'asr' })).outcome).toBeNull();
  });
});

describe('whatever happens', () => {
  const anyEvent = fc.constantFrom(
    ...[key('1'), key('2'), key('9'), promptEnds, speaks, fallsSilent, said('sales', 'sales'), said('')],
    ...[fails({ playId: 'g' }), fails({ sender: 'asr' }), 'timeOut' as const, 'cancel' as const],
  );
  const anyCommand = fc.record({
    command: fc.constant('gather' as const),
    gatherId: fc.constant('g'),
    input: fc.subarray(['dtmf' as const, 'speech' as const], { minLength: 1 }),
    prompt: fc.option(fc.constant({ text: 'Well?' }), { nil: undefined }),
    choices: fc.constantFrom(undefined, question.choices, [{ id: 'long', keys: '12', phrases: ['long'] }]),
    bargeIn: fc.subarray(['keys' as const, 'speech' as const]),
    maxDigits: fc.constantFrom(undefined, 1, 4),
    finishOnKey: fc.constantFrom(undefined, '9'),
  });

  const happen = (host: Host, event: EngineEvent | 'timeOut' | 'cancel') => {
    if (host.outcome) return;
    if (event === 'timeOut') host.timeOut();
    else if (event === 'cancel') host.cancel();
    else host.see(event);
  };

  it('there is one timer at most, a state that is plain JSON, and at the end nothing is left running', () => {
    const property = fc.property(anyCommand, fc.array(anyEvent, { maxLength: 12 }), (command, events) => {
      const host = new Host(command);
      for (const event of events) {
        happen(host, event);
        expect(host.timers).toEqual(host.state.timerId === null ? [] : [host.state.timerId]);
        expect(host.state.listening).toBe(host.isListening);
        expect(JSON.parse(JSON.stringify(host.state))).toEqual(host.state);
      }
      happen(host, 'cancel');
      expect(host.timers).toEqual([]);
      expect(host.isListening).toBe(false);
    });
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 1 });
  });

  it('calling it off stops the question, the timer and the recogniser', () => {
    const early = new Host(question).cancel();
    expect(early.outcome).toEqual({ reason: 'interrupted' });
    expect(commands(early)).toEqual(['asr', 'tts', 'asr', 'interrupt']);
    const later = new Host(polite).see(promptEnds).cancel();
    expect(commands(later)).toEqual(['tts', 'asr', 'asr']);
    expect(later.timers).toEqual([]);
  });
});
