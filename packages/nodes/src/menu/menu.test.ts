import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, MenuConfig } from './definition.js';

const config = {
  prompt: 'Sales one, support two, Mars twelve.',
  answers: [
    { id: 'sales', label: 'Sales', key: '1', phrases: ['sales'] },
    { id: 'support', label: 'Support', key: '2', phrases: ['support', ' help me '] },
    { id: 'mars', label: 'Mars', key: '12', phrases: [] },
  ],
  noInputPrompt: 'Are you there?',
  noMatchPrompt: 'Wrong key.',
  noInputRetries: 1,
  noMatchRetries: 1,
  interDigitMs: 2_000,
  saveAs: 'team',
};
const exits = ['sales', 'support', 'mars', 'noInput', 'noMatch', 'failed'];
const coverage = new NodeCoverage('menu');
const call = (
  script: CallOptions['script'],
  change: Readonly<Record<string, Json>> = {},
  options: Partial<CallOptions> = {},
) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { main: ['menu', { ...config, ...change }], next: ['hangup'] },
        lines: exits.map((exit) => ['main', exit, 'next'] as const),
        settings: { language: 'de-DE', speaker: 'kal' },
      }),
      nodeTypes,
      script,
      ...options,
    }),
  );
const { prompt } = config;

describe('menu', () => {
  it("asks in the flow's language and voice", () => {
    const { journal } = call((caller) => caller.presses('2'), { prompt: 'Hello {{ call.from }}!' });
    expect(commandsOf(journal, 'tts')).toMatchObject([
      { text: 'Hello +15550100!', option: { language: 'de-DE' }, speaker: 'kal', bargeIn: ['keys'] },
    ]);
  });

  it('is answered by a key, and remembers it', () => {
    const record = call((caller) => caller.presses('2'));
    expect(record.exits).toEqual(['main.support']);
    expect(record.vars.team).toEqual({ choice: 'support', said: '2' });
  });

  it('remembers nothing where it is not asked to', () => {
    expect(Object.keys(call((caller) => caller.presses('2'), { saveAs: '' }).vars)).toEqual(['call']);
  });

  it('waits for the next key where there is a longer answer', () => {
    expect(call((caller) => caller.presses('12')).exits).toEqual(['main.mars']);
    const short = call((caller) => caller.presses('1'));
    expect(short.exits).toEqual(['main.sales']);
    expect(short.durationMs).toBe(prompt.length * 60 + 2_000);
  });

  it('is answered before its end, where that is allowed', () => {
    const early: CallOptions['script'] = (caller) => caller.presses('2', { afterMs: 500 });
    expect(call(early).durationMs).toBe(500);
    const polite = call(early, { mayInterrupt: false, noInputRetries: 0 });
    expect(polite.exits).toEqual(['main.noInput']);
  });

  it('does not listen where words are not allowed', () => {
    const record = call((caller) => {
      caller.says('sales', { afterMs: 500 });
      caller.presses('2');
    });
    expect(commandsOf(record.journal, 'asr')).toEqual([]);
    expect(record.exits).toEqual(['main.support']);
  });

  it.each([
    ['politely', undefined],
    ['before its end', 700],
  ])('is answered by a word where that is allowed, %s', (_, afterMs) => {
    const record = call((caller) => caller.says('Help me!', { afterMs }), { acceptsSpeech: true });
    expect(record.exits).toEqual(['main.support']);
    expect(record.vars.team).toEqual({ choice: 'support', said: 'help me' });
  });

  it.each<[string, CallOptions['script']]>([
    ['key', (caller) => caller.presses('2', { afterMs: 500 })],
    ['word', (caller) => caller.says('support', { afterMs: 500 })],
  ])('is already answered by the %s that interrupted the words before it', (_, script) => {
    const flow = drawFlow({
      steps: {
        hello: ['say', { text: 'A long welcome to everybody.', mayInterrupt: true }],
        main: ['menu', { ...config, acceptsSpeech: true }],
        next: ['hangup'],
      },
      lines: [['hello', 'done', 'main'], ...exits.map((exit) => ['main', exit, 'next'] as const)],
    });
    const record = coverage.add(callInMemory({ flow, nodeTypes, script }));
    expect(record.exits).toEqual(['hello.done', 'main.support']);
    expect(record.durationMs).toBeLessThan(3_000);
  });

  it('asks again when nothing is heard, with the words for that, then gives up', () => {
    const record = call((caller) => {
      caller.isSilent();
      caller.isSilent();
    });
    expect(record.heard).toEqual([prompt, 'Are you there?']);
    expect(record.exits).toEqual(['main.noInput']);
    expect(record.durationMs).toBe(prompt.length * 60 + 5_000 + 'Are you there?'.length * 60 + 5_000);
  });

  it('asks the question again where there are no such words', () => {
    const record = call((caller) => caller.isSilent(), { noInputPrompt: '' });
    expect(record.heard).toEqual([prompt, prompt]);
  });

  it.each<[string, CallOptions['script']]>([
    ['a wrong key', (caller) => caller.presses('9')],
    ['keys that lead nowhere', (caller) => caller.presses('15')],
    ['a word that is no answer', (caller) => caller.says('potatoes')],
    ['noise', (caller) => caller.makesNoise()],
  ])('asks again after %s, then gives up', (_, act) => {
    const record = call(
      (caller, simulated) => {
        act?.(caller, simulated);
        act?.(caller, simulated);
      },
      { acceptsSpeech: true },
    );
    expect(record.heard).toEqual([prompt, 'Wrong key.']);
    expect(record.exits).toEqual(['main.noMatch']);
  });

  it('counts silence and wrong keys apart', () => {
    const record = call((caller) => {
      caller.isSilent();
      caller.presses('9');
      caller.presses('2');
    });
    expect(record.heard).toEqual([prompt, 'Are you there?', 'Wrong key.']);
    expect(record.exits).toEqual(['main.support']);
  });

  it('has other words for each time, and the last of them from then on', () => {
    const noInputPrompt = ['Are you there?', { en: 'Still there?', de: 'Noch da?' }];
    const record = call(undefined, { noInputPrompt, noInputRetries: 3 });
    expect(record.heard).toEqual([prompt, 'Are you there?', 'Noch da?', 'Noch da?']);
  });

  it("uses the flow's own retries and words where it has none", () => {
    const defaults = { noInputRetries: 1, noInputPrompt: 'Hello?', noMatchRetries: 0 };
    const bare = { ...config, noInputPrompt: '', noInputRetries: null, noMatchRetries: null };
    const flow = drawFlow({
      steps: { main: ['menu', bare], next: ['hangup'] },
      lines: exits.map((exit) => ['main', exit, 'next'] as const),
      settings: { defaults },
    });
    expect(coverage.add(callInMemory({ flow, nodeTypes }))).toMatchObject({
      heard: [prompt, 'Hello?'],
      exits: ['main.noInput'],
    });
  });

  it('says the question again when its key for that is pressed, without counting it', () => {
    const record = call(
      (caller) => {
        caller.presses('*');
        caller.presses('*');
        caller.presses('9');
        caller.presses('2');
      },
      { repeatKey: '*' },
    );
    expect(record.heard).toEqual([prompt, prompt, prompt, 'Wrong key.']);
    expect(record.exits).toEqual(['main.support']);
  });

  it('understands the words of the language now spoken', () => {
    const answers = [{ id: 'sales', label: 'Sales', key: '', phrases: { en: ['sales'], 'de-AT': ['Verkauf'] } }];
    const record = call((caller) => caller.says('Verkauf'), { answers, acceptsSpeech: true });
    expect(record.exits).toEqual(['main.sales']);
    const english = call((caller) => caller.says('sales'), { answers, acceptsSpeech: true, noMatchRetries: 0 });
    expect(english.exits).toEqual(['main.noMatch']);
  });

  it('asks once where it may not ask again', () => {
    expect(call(undefined, { noInputRetries: 0 }).heard).toEqual([prompt]);
    expect(call((caller) => caller.presses('9'), { noMatchRetries: 0 }).exits).toEqual(['main.noMatch']);
  });

  it('ends the call politely where nothing is joined to no answer', () => {
    const flow = drawFlow({ steps: { main: ['menu', { ...config, noInputRetries: 0 }] } });
    const record = coverage.add(callInMemory({ flow, nodeTypes }));
    expect(record).toMatchObject({ exits: ['main.noInput'], reason: 'completed', instance: { status: 'finished' } });
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when the question %s', (how) => {
    const world: CallOptions['world'] = { faults: [{ command: 'tts', how, nth: 1 }] };
    expect(call(undefined, { acceptsSpeech: true }, { world }).exits).toEqual(['main.failed']);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when asking as such %s', (how) => {
    const world: CallOptions['world'] = { faults: [{ command: 'gather', how }] };
    expect(call(undefined, {}, { world }).exits).toEqual(['main.failed']);
  });

  it.each(['refused', 'fails'] as const)('goes on with its keys when the recogniser %s', (how) => {
    const world: CallOptions['world'] = { faults: [{ command: 'asr', how, nth: 1 }] };
    expect(call((caller) => caller.presses('2'), { acceptsSpeech: true }, { world }).exits).toEqual(['main.support']);
  });

  it('does not take another answer for its own', () => {
    const record = call((caller, { post }) => {
      post({ event: 'gatherResult', gatherId: 'main.1.9', reason: 'digits', choice: 'sales', timestamp: 0 });
      caller.presses('2');
    });
    expect(record.exits).toEqual(['main.support']);
  });

  it('does not understand a choice it does not have', () => {
    const record = call((caller, { post }) => {
      post({ event: 'gatherResult', gatherId: 'main.1.0', reason: 'digits', choice: 'gone', timestamp: 0 });
      caller.presses('2');
    });
    expect(record.exits).toEqual(['main.support']);
    expect(record.heard).toContain('Wrong key.');
  });

  it('leaves by its failed exit when somebody else takes its place', () => {
    const record = call((caller, simulated) => {
      caller.hears('Sales');
      simulated.step({ input: 'command', command: { command: 'gather', gatherId: 'other', input: ['dtmf'] } });
    });
    expect(record.exits).toEqual(['main.failed']);
  });

  it.each([
    ['while it asks', 100],
    ['while it waits', 4_000],
  ])('ends with the call, %s', (_, afterMs) => {
    const record = call((caller) => caller.hangsUp({ afterMs }), { acceptsSpeech: true });
    expect(record.exits).toEqual([]);
    expect(record.instance.status).toBe('finished');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

describe("a menu's check", () => {
  const problemsOf = (change: Readonly<Record<string, Json>>) =>
    definition
      .check?.(MenuConfig.parse({ ...config, ...change }))
      ?.map(({ severity, message }) => `${severity}: ${message}`);
  const sales = { id: 'sales', label: 'Sales', key: '1', phrases: ['sales'] };

  it.each<[Readonly<Record<string, Json>>, readonly string[]]>([
    [{}, []],
    [{ prompt: ' ' }, ['error: The menu says nothing.']],
    [{ answers: [] }, ['error: There is no answer to choose.']],
    [{ answers: [{ id: 'a', label: 'A' }] }, ['error: Nobody can choose "A": it has no key and no words.']],
    [{ answers: [{ id: 'a', phrases: ['a'] }] }, ['error: Nobody can choose "a": it has no key and no words.']],
    [{ answers: [{ id: 'a', phrases: ['a'] }], acceptsSpeech: true }, []],
    [{ answers: [sales, { ...sales, id: 'b', phrases: [] }] }, ['error: Key 1 is given to two answers.']],
    [{ answers: [sales, { ...sales, key: '2', phrases: [] }] }, ['error: Two answers share the id sales.']],
    [
      { answers: [sales, { ...sales, id: 'b', key: '2', phrases: [' Sales'] }] },
      ['warning: "sales" is given to two answers.'],
    ],
    [
      {
        answers: [
          { ...sales, phrases: { en: ['sales'], de: ['Verkauf'] } },
          { ...sales, id: 'b', key: '2', phrases: { en: ['help'], de: ['verkauf'] } },
        ],
      },
      ['warning: "verkauf" is given to two answers.'],
    ],
    [
      { answers: [{ id: 'a', phrases: { en: [' '] } }], acceptsSpeech: true },
      ['error: Nobody can choose "a": it has no key and no words.'],
    ],
    [{ repeatKey: '1' }, ['error: Key 1 is both an answer and the key to hear it again.']],
    [{ repeatKey: '*' }, []],
  ])('of %j', (change, problems) => {
    expect(problemsOf(change)).toEqual(problems);
  });

  it('shows the key of an answer without a name', () => {
    expect(definition.exits(MenuConfig.parse({})).slice(0, 2)).toEqual([
      { name: 'one', label: 'Key 1', kind: 'choice', key: '1' },
      { name: 'two', label: 'Key 2', kind: 'choice', key: '2' },
    ]);
  });
});
