import { isSecretReference } from '@callwright/flow-engine';
import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { CollectConfig, definition } from './definition.js';

const coverage = new NodeCoverage('collect');
const prompt = 'Your customer number, please.';
const config = { prompt, minDigits: 4, maxDigits: 6, noInputRetries: 1, noMatchRetries: 1, saveAs: 'account' };
const call = (
  script: CallOptions['script'],
  change: Readonly<Record<string, Json>> = {},
  options: Partial<CallOptions> = {},
) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { ask: ['collect', { ...config, ...change }], next: ['hangup'] },
        lines: ['digits', 'noInput', 'noMatch', 'failed'].map((exit) => ['ask', exit, 'next'] as const),
        settings: { variables: [{ name: 'pin', type: 'secret' }] },
      }),
      nodeTypes,
      script,
      ...options,
    }),
  );

describe('collect', () => {
  it.each<[string, CallOptions['script'], string]>([
    ['with the last digit there can be', (caller) => caller.presses('004711'), '004711'],
    ['with the key that ends it', (caller) => caller.presses('0047#'), '0047'],
    ['before the question is over', (caller) => caller.presses('0047#', { afterMs: 100 }), '0047'],
  ])('takes digits %s, zeros in front included', (_, script, digits) => {
    const record = call(script, { saveCountAs: 'n' });
    expect(record.exits).toEqual(['ask.digits']);
    expect(record.vars).toMatchObject({ account: digits, n: digits.length });
  });

  it('takes what was pressed when the caller stops', () => {
    const record = call((caller) => caller.presses('0047'), { finishOnKey: '', interDigitMs: 2_000 });
    expect(record.vars.account).toBe('0047');
    expect(commandsOf(record.journal, 'gather')[0]).not.toHaveProperty('finishOnKey');
  });

  it('remembers nothing where it is not asked to', () => {
    expect(Object.keys(call((caller) => caller.presses('0047#'), { saveAs: '' }).vars)).toEqual(['call']);
  });

  it.each<[string, CallOptions['script'], Readonly<Record<string, Json>>]>([
    ['too few digits', (caller) => caller.presses('47#'), {}],
    ['a key that is no digit', (caller) => caller.presses('47*11#'), {}],
    ['a length that is not allowed', (caller) => caller.presses('47111#'), { lengths: '4, 6' }],
    ['a number that is too small', (caller) => caller.presses('0017#'), { lowest: 18 }],
    ['a wrong check digit', (caller) => caller.presses('424241'), { hasCheckDigit: true }],
  ])('asks again after %s, then gives up', (_, act, change) => {
    const twice: CallOptions['script'] = (caller, simulated) => {
      act?.(caller, simulated);
      act?.(caller, simulated);
    };
    const record = call(twice, { ...change, noMatchPrompt: ['Once more.'] });
    expect(record.heard).toEqual([prompt, 'Once more.']);
    expect(record.exits).toEqual(['ask.noMatch']);
    expect(record.vars).not.toHaveProperty('account');
  });

  it('asks again when nothing is pressed, then gives up', () => {
    const record = call(undefined, { noInputPrompt: 'Please press the keys.' });
    expect(record.heard).toEqual([prompt, 'Please press the keys.']);
    expect(record.exits).toEqual(['ask.noInput']);
  });

  it('keeps a secret: nobody sees more of it than a reference and its length', () => {
    const secretly = { isSecret: true, saveAs: 'pin', saveCountAs: 'n', minDigits: 4, maxDigits: 8, lengths: '5' };
    const record = call((caller) => caller.presses('90817#'), secretly);
    expect(record.exits).toEqual(['ask.digits']);
    expect(isSecretReference(record.vars.pin)).toBe(true);
    expect(record.vars.n).toBe(5);
    expect(commandsOf(record.journal, 'gather')).toMatchObject([{ secret: true, input: ['dtmf'] }]);
    expect(JSON.stringify(record.journal)).not.toContain('90817');
    const presses = JSON.stringify(record.journal).match(/"digit":"[^"]*"/g);
    expect([...new Set(presses)]).toEqual(['"digit":"*"']);
  });

  it('does not take a secret of another length', () => {
    const record = call((caller) => caller.presses('9081#'), {
      isSecret: true,
      saveAs: 'pin',
      lengths: '5',
      noMatchRetries: 0,
    });
    expect(record.exits).toEqual(['ask.noMatch']);
  });

  it('counts a secret that is too short as wrong, not as silence', () => {
    const record = call((caller) => caller.presses('90#'), { isSecret: true, saveAs: 'pin', noMatchRetries: 0 });
    expect(record.exits).toEqual(['ask.noMatch']);
  });

  it.each(['tts', 'gather'] as const)('leaves by its failed exit when %s fails', (command) => {
    const world: CallOptions['world'] = { faults: [{ command, how: 'fails', nth: 1 }] };
    expect(call(undefined, {}, { world }).exits).toEqual(['ask.failed']);
  });

  it('ends with the call, in the middle of the digits', () => {
    const record = call((caller) => {
      caller.presses('47');
      caller.hangsUp({ afterMs: 100 });
    });
    expect(record.exits).toEqual([]);
    expect(record.instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

describe("a collect's check", () => {
  it.each<[Readonly<Record<string, Json>>, readonly string[]]>([
    [{}, []],
    [{ prompt: ' ' }, ['The question says nothing.']],
    [{ minDigits: 7 }, ['At least is more than at most.']],
    [{ lengths: 'four' }, ['Lengths are written as 5, 9 or 12-19.']],
    [{ lengths: '9' }, ['No number can have such a length.']],
    [{ lengths: '6-9' }, []],
    [{ isSecret: true, saveAs: '' }, ['The secret is not remembered.']],
    [{ lowest: 9, highest: 8 }, ['The smallest number is larger than the largest.']],
  ])('of %j', (change, messages) => {
    const problems = definition.check?.(CollectConfig.parse({ ...config, ...change }));
    expect(problems?.map(({ message }) => message)).toEqual(messages);
  });

  it.each<[boolean, string, readonly string[]]>([
    [true, 'pin', []],
    [true, 'account', ['The variable account is not declared as a secret.']],
    [false, 'account', []],
  ])('asks that secrets (%s) are kept in variables for them: %s', (isSecret, saveAs, messages) => {
    const { settings } = drawFlow({ steps: {}, settings: { variables: [{ name: 'pin', type: 'secret' }] } });
    const problems = definition.check?.(CollectConfig.parse({ ...config, isSecret, saveAs }), settings);
    expect(problems?.map(({ message }) => message)).toEqual(messages);
  });
});
