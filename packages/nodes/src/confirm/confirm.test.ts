import { type CallOptions, callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { ConfirmConfig, definition } from './definition.js';

const coverage = new NodeCoverage('confirm');
const config = {
  prompt: 'You entered {{ account }}. Is that right?',
  noInputRetries: 0,
  noMatchRetries: 1,
  noPhrases: ['never ever'],
  saveAs: 'isRight',
};
const heard = 'You entered 4 7 1 1. Is that right?';
const call = (
  script: CallOptions['script'],
  change: Readonly<Record<string, Json>> = {},
  options: Partial<CallOptions> & { readonly language?: string } = {},
) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { sure: ['confirm', { ...config, ...change }], next: ['hangup'] },
        lines: ['yes', 'no', 'noInput', 'noMatch', 'failed'].map((exit) => ['sure', exit, 'next'] as const),
        settings: { language: options.language ?? 'en-US' },
      }),
      nodeTypes,
      script,
      input: { account: '4711' },
      ...options,
    }),
  );

describe('confirm', () => {
  it('reads back what it asks about, digit by digit if it should', () => {
    expect(call((caller) => caller.presses('1')).heard).toEqual([heard]);
    const asNumber = call((caller) => caller.presses('1'), { readsDigits: false });
    expect(asNumber.heard).toEqual(['You entered 4711. Is that right?']);
  });

  it.each<[string, CallOptions['script'], string]>([
    ['key 1', (caller) => caller.presses('1'), 'yes'],
    ['key 2', (caller) => caller.presses('2'), 'no'],
    ['a yes', (caller) => caller.says('Yes, please.'), 'yes'],
    ['a no', (caller) => caller.says('No!'), 'no'],
    ['words of its own', (caller) => caller.says('never ever'), 'no'],
  ])('is answered by %s', (_, script, exit) => {
    const record = call(script);
    expect(record.exits).toEqual([`sure.${exit}`]);
    expect(record.vars.isRight).toBe(exit === 'yes');
  });

  it('understands the language now spoken', () => {
    expect(call((caller) => caller.says('jawohl'), {}, { language: 'de-DE' }).exits).toEqual(['sure.yes']);
    expect(call((caller) => caller.says('jawohl'), { noMatchRetries: 0 }).exits).toEqual(['sure.noMatch']);
  });

  it('may have other keys, or none', () => {
    expect(call((caller) => caller.presses('#'), { yesKey: '#', noKey: '*' }).exits).toEqual(['sure.yes']);
    const record = call(
      (caller) => {
        caller.presses('1');
        caller.says('no');
      },
      { yesKey: '', noKey: '' },
    );
    expect(record.exits).toEqual(['sure.no']);
  });

  it('remembers nothing where it is not asked to', () => {
    const record = call((caller) => caller.presses('1'), { saveAs: '' });
    expect(record.vars).not.toHaveProperty('isRight');
  });

  it('reads back again, digit by digit, when its key for that is pressed', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.presses('*');
      caller.presses('1');
    };
    expect(call(script, { repeatKey: '*' }).heard).toEqual([heard, heard]);
  });

  it('asks once more after another answer, then gives up', () => {
    const record = call((caller) => {
      caller.says('perhaps');
      caller.presses('3');
    });
    expect(record.heard).toEqual([heard, 'Sorry, I did not get that.']);
    expect(record.exits).toEqual(['sure.noMatch']);
  });

  it('gives up when nothing is said', () => {
    expect(call(undefined).exits).toEqual(['sure.noInput']);
  });

  it('does not understand a choice it does not have', () => {
    const record = call((caller, { post }) => {
      post({ event: 'gatherResult', gatherId: 'sure.1.0', reason: 'digits', choice: 'maybe', timestamp: 0 });
      caller.presses('1');
    });
    expect(record.heard).toHaveLength(2);
  });

  it('leaves by its failed exit when the question fails', () => {
    const world: CallOptions['world'] = { faults: [{ command: 'tts', how: 'fails', nth: 1 }] };
    expect(call(undefined, {}, { world }).exits).toEqual(['sure.failed']);
  });

  it('is answered before its end, and ends with the call', () => {
    expect(call((caller) => caller.presses('1', { afterMs: 100 })).durationMs).toBe(100);
    expect(call((caller) => caller.hangsUp({ afterMs: 100 })).exits).toEqual([]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

describe("a confirm's check", () => {
  it.each<[Readonly<Record<string, Json>>, readonly string[]]>([
    [{}, []],
    [{ prompt: '' }, ['The question says nothing.']],
    [{ noKey: '1' }, ['Key 1 is given to two answers.']],
    [{ repeatKey: '2' }, ['Key 2 is both an answer and the key to hear it again.']],
    [{ acceptsSpeech: false, noKey: '' }, ['Nobody can choose "No": it has no key and no words.']],
    [{ acceptsSpeech: true, noKey: '', yesKey: '' }, []],
    [{ yesPhrases: ['no'] }, ['"no" is given to two answers.']],
  ])('of %j', (change, messages) => {
    const problems = definition.check?.(ConfirmConfig.parse({ ...config, ...change }));
    expect(problems?.map(({ message }) => message)).toEqual(messages);
  });
});
