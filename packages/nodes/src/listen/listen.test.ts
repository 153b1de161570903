import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, ListenConfig } from './definition.js';

const coverage = new NodeCoverage('listen');
const exits = ['yes', 'no', 'noInput', 'noMatch', 'failed'];
const config = {
  prompt: 'Are you happy?',
  noInputRetries: 1,
  noMatchRetries: 1,
  answers: [
    { id: 'yes', label: 'Yes', key: '1', phrases: ['yes', 'yes please'] },
    { id: 'no', label: 'No', key: '', phrases: ['no'] },
  ],
};
const call = (
  script: CallOptions['script'],
  change: Readonly<Record<string, Json>> = {},
  options: Partial<CallOptions> = {},
) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { ask: ['listen', { ...config, ...change }], next: ['hangup'] },
        lines: exits.map((exit) => ['ask', exit, 'next'] as const),
      }),
      nodeTypes,
      script,
      ...options,
    }),
  );

const typed = (script: CallOptions['script'], change: Readonly<Record<string, Json>>) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { ask: ['listen', { ...config, saveAs: 'it', ...change }], next: ['hangup'] },
        lines: ['answered', 'noInput', 'noMatch', 'failed'].map((exit) => ['ask', exit, 'next'] as const),
      }),
      nodeTypes,
      script,
    }),
  );

describe('listen', () => {
  it('is answered by words, whatever their capitals and stops', () => {
    const record = call((caller) => caller.says('Yes, please.'), { saveAs: 'happy' });
    expect(record.exits).toEqual(['ask.yes']);
    expect(record.vars.happy).toEqual({ choice: 'yes', said: 'yes please' });
    expect(commandsOf(record.journal, 'asr').map(({ action }) => action)).toEqual(['start', 'stop']);
  });

  it('is answered by a key, where an answer has one', () => {
    expect(call((caller) => caller.presses('1')).exits).toEqual(['ask.yes']);
    expect(call((caller) => caller.presses('1', { afterMs: 200 })).durationMs).toBe(200);
  });

  it('takes no keys where they are not allowed', () => {
    const record = call(
      (caller) => {
        caller.presses('1');
        caller.says('no');
      },
      { acceptsKeys: false },
    );
    expect(record.exits).toEqual(['ask.no']);
  });

  it('takes no words where they are not allowed', () => {
    const record = call(
      (caller) => {
        caller.says('no', { afterMs: 1_000 });
        caller.presses('1');
      },
      { acceptsSpeech: false },
    );
    expect(record.exits).toEqual(['ask.yes']);
  });

  it('is stopped by a word, where that is allowed', () => {
    const prompt = 'Are you happy with our work? '.repeat(20);
    const early: CallOptions['script'] = (caller) => caller.says('no', { afterMs: 1_000 });
    expect(call(early, { prompt }).durationMs).toBeLessThan(3_000);
    const record = call(
      (caller) => {
        caller.says('no', { afterMs: 1_000 });
        caller.says('yes');
      },
      { prompt, mayInterrupt: false },
    );
    expect(record.exits).toEqual(['ask.yes']);
  });

  it('understands a word that began before the question was over, though it could not stop it', () => {
    const script: CallOptions['script'] = (caller) => caller.says('no', { afterMs: config.prompt.length * 60 - 100 });
    const record = call(script, { mayInterrupt: false });
    expect(record.heard).toEqual([config.prompt]);
    expect(record.exits).toEqual(['ask.no']);
  });

  it.each<[string, CallOptions['script'], string, string]>([
    ['a word that is no answer', (caller) => caller.says('potatoes'), 'Sorry, I did not get that.', 'noMatch'],
    ['noise', (caller) => caller.makesNoise(), 'Sorry, I did not get that.', 'noMatch'],
    ['a wrong key', (caller) => caller.presses('7'), 'Sorry, I did not get that.', 'noMatch'],
    ['silence', (caller) => caller.isSilent(), 'I did not hear anything.', 'noInput'],
  ])('asks once more after %s, then gives up', (_, act, words, exit) => {
    const record = call((caller, simulated) => {
      act?.(caller, simulated);
      act?.(caller, simulated);
    });
    expect(record.heard).toEqual([config.prompt, words]);
    expect(record.exits).toEqual([`ask.${exit}`]);
  });

  it('may be understood the second time', () => {
    const record = call((caller) => {
      caller.says('potatoes');
      caller.says('no');
    });
    expect(record.exits).toEqual(['ask.no']);
  });

  it('takes speech that nothing is made of for words not understood', () => {
    const world: CallOptions['world'] = { recognitionMs: 60_000 };
    const record = call((caller) => caller.says('yes'), { noMatchRetries: 0 }, { world });
    expect(record.exits).toEqual(['ask.noMatch']);
    expect(record.durationMs).toBeLessThan(10_000);
  });

  it('asks without a question where there is none', () => {
    expect(call((caller) => caller.says('yes'), { prompt: '{{ never }}' })).toMatchObject({
      heard: [],
      exits: ['ask.yes'],
    });
  });

  it('goes on with keys when the recogniser fails, where an answer has one', () => {
    const world: CallOptions['world'] = { faults: [{ command: 'asr', how: 'fails', nth: 1 }] };
    expect(call((caller) => caller.presses('1'), {}, { world }).exits).toEqual(['ask.yes']);
  });

  it.each<[string, Readonly<Record<string, Json>>]>([
    ['keys are not allowed', { acceptsKeys: false }],
    ['no answer has a key', { answers: config.answers.map((answer) => ({ ...answer, key: '' })) }],
  ])('offers its answers by number when the recogniser fails and %s', (_, change) => {
    const world: CallOptions['world'] = { faults: [{ command: 'asr', how: 'fails', nth: 1 }] };
    const record = call((caller) => caller.presses('2', { afterMs: 5_000 }), change, { world });
    expect(record.heard).toContain('For yes, press 1. For no, press 2.');
    expect(record.exits).toEqual(['ask.no']);
  });

  it('leaves by its failed exit when the recogniser fails and anything may be said', () => {
    const world: CallOptions['world'] = { faults: [{ command: 'asr', how: 'fails' }] };
    const change = { listensFor: 'free', acceptsKeys: false };
    expect(call(undefined, change, { world }).exits).toEqual(['ask.failed']);
  });

  it('says the failure prompt when it fails and nothing is joined', () => {
    const flow = drawFlow({ steps: { ask: ['listen', config] }, settings: { failure: { prompt: 'Out of order.' } } });
    const world: CallOptions['world'] = { faults: [{ command: 'tts', how: 'fails', nth: 1 }] };
    const record = coverage.add(callInMemory({ flow, nodeTypes, world }));
    expect(record.heard.at(-1)).toBe('Out of order.');
    expect(record).toMatchObject({ reason: 'autohangup', instance: { status: 'failed' } });
  });

  it.each([
    ['while it asks', 100],
    ['while it waits', 2_000],
  ])('ends with the call, %s', (_, afterMs) => {
    const record = call((caller) => caller.hangsUp({ afterMs }));
    expect(record.exits).toEqual([]);
    expect(record.instance.status).toBe('finished');
  });

  it('ends with the call, in the middle of a word', () => {
    const record = call((_, simulated) => {
      simulated.clock.advance(1_000);
      simulated.step({ input: 'speech', text: 'yes', durationMs: 500 });
      simulated.clock.advance(200);
      simulated.step({ input: 'callerHangup' });
    });
    expect(record.exits).toEqual([]);
  });

  it.each<[string, string, Json]>([
    ['number', 'twenty five', 25],
    ['digits', 'four seven double one', '4711'],
    ['date', 'the third of March 2026', '2026-03-03'],
    ['date', 'tomorrow', '2025-01-07'],
    ['time', 'half past nine', '09:30'],
    ['yesNo', 'yes', true],
    ['yesNo', 'nope', false],
    ['free', ' My bike is broken. ', 'My bike is broken.'],
  ])('asked for %s understands "%s"', (listensFor, words, value) => {
    const record = typed((caller) => caller.says(words), { listensFor });
    expect(record.exits).toEqual(['ask.answered']);
    expect(record.vars.it).toEqual(value);
    expect(commandsOf(record.journal, 'gather')).toMatchObject([{ grammar: listensFor, speechTimeoutMs: 15_000 }]);
  });

  it.each<[string, string, Json]>([
    ['number', '12*5#', 12.5],
    ['digits', '007#', '007'],
    ['date', '03042026', '2026-03-04'],
    ['time', '0930', '09:30'],
    ['yesNo', '2', false],
  ])('asked for %s takes the keys %s', (listensFor, keys, value) => {
    const record = typed((caller) => caller.presses(keys), { listensFor, acceptsSpeech: false });
    expect(record.vars.it).toEqual(value);
    expect(commandsOf(record.journal, 'gather')[0]).not.toHaveProperty('grammar');
  });

  it.each<[string, CallOptions['script']]>([
    ['number', (caller) => caller.says('many')],
    ['number', (caller) => caller.presses('**#')],
    ['digits', (caller) => caller.presses('**#')],
    ['date', (caller) => caller.says('some day')],
    ['date', (caller) => caller.presses('99992026')],
    ['time', (caller) => caller.says('later')],
    ['yesNo', (caller) => caller.says('maybe')],
    ['free', (caller) => caller.makesNoise()],
  ])('asked for %s does not understand anything else', (listensFor, act) => {
    const record = typed(act, { listensFor, noMatchRetries: 0 });
    expect(record.exits).toEqual(['ask.noMatch']);
    expect(record.vars).not.toHaveProperty('it');
  });

  it('takes no keys for words', () => {
    const record = typed(undefined, { listensFor: 'free' });
    expect(commandsOf(record.journal, 'gather')[0]).toMatchObject({ input: ['speech'] });
  });

  it('says the question again when its key for that is pressed, typed answers or not', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.presses('*#');
      caller.presses('7#');
    };
    const record = typed(script, { listensFor: 'number', repeatKey: '*' });
    expect(record.heard).toEqual([config.prompt, config.prompt]);
    expect(record.vars.it).toBe(7);
  });

  it('remembers no value where it is not asked to', () => {
    const record = typed((caller) => caller.says('yes'), { listensFor: 'yesNo', saveAs: '' });
    expect(record.exits).toEqual(['ask.answered']);
    expect(Object.keys(record.vars)).toEqual(['call']);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

describe("a listen's check", () => {
  const problemsOf = (change: Readonly<Record<string, Json>>) =>
    definition.check?.(ListenConfig.parse({ ...config, ...change }))?.map(({ message }) => message);

  it('finds answers nobody can give', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ acceptsSpeech: false })).toEqual(['Nobody can choose "No": it has no key and no words.']);
    expect(problemsOf({ acceptsSpeech: false, acceptsKeys: false })).toContain(
      'Callers can neither press a key nor speak.',
    );
  });

  it('does not ask for answers where there is no list of them', () => {
    expect(problemsOf({ listensFor: 'number', answers: [] })).toEqual([]);
    expect(problemsOf({ listensFor: 'free', acceptsSpeech: false })).toEqual(['Words cannot be pressed as keys.']);
  });
});
