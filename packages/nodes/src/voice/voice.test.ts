import { evaluateCondition } from '@callwright/flow-engine';
import { callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, VoiceConfig } from './definition.js';

type Config = Readonly<Record<string, Json>>;
const coverage = new NodeCoverage('voice');
const flowOf = (config: Config, first: Config = { language: 'en' }) =>
  drawFlow({
    steps: {
      first: ['voice', first],
      change: ['voice', config],
      said: ['say', { text: { en: 'Hello.', de: 'Guten Tag.' } }],
      sorry: ['hangup'],
    },
    lines: [
      ['first', 'done', 'change'],
      ['change', 'done', 'said'],
      ['change', 'failed', 'sorry'],
      ['said', 'done', 'sorry'],
    ],
    settings: { language: 'en-US', speaker: 'slt', languages: ['de-DE', 'fr-CA'] },
  });
const call = (config: Config, input: Config = {}, first?: Config) =>
  coverage.add(callInMemory({ flow: flowOf(config, first), nodeTypes, input }));
const voiceOf = ({ journal }: ReturnType<typeof call>) => {
  const spoken = commandsOf(journal, 'tts')[0];
  return [spoken?.text, spoken?.option?.language, spoken?.speaker];
};

describe('voice', () => {
  it.each<[string, Config, Config, readonly (string | undefined)[]]>([
    ['a language', { language: 'de-DE' }, {}, ['Guten Tag.', 'de-DE', undefined]],
    ['a language as short as it is said', { language: 'DE' }, {}, ['Guten Tag.', 'de-DE', undefined]],
    ['a language of another country', { language: 'fr-FR' }, {}, ['Hello.', 'fr-CA', undefined]],
    ['a language by a variable', { language: '{{ caller }}' }, { caller: 'de' }, ['Guten Tag.', 'de-DE', undefined]],
    ['a voice', { speaker: 'kal' }, {}, ['Hello.', 'en-US', 'kal']],
    ['both', { language: 'de', speaker: 'eva' }, {}, ['Guten Tag.', 'de-DE', 'eva']],
    ['nothing', { language: '{{ unset }}' }, {}, ['Hello.', 'en-US', 'slt']],
    ['the same language', { language: 'en' }, {}, ['Hello.', 'en-US', 'slt']],
  ])('changes to %s from here on', (_, config, input, spoken) => {
    const record = call(config, input);
    expect(voiceOf(record)).toEqual(spoken);
    expect(record.exits).toEqual(['first.done', 'change.done', 'said.done']);
  });

  it('speaks with the voice of the flow again in the language of the flow', () => {
    expect(voiceOf(call({ language: 'en' }, {}, { language: 'de', speaker: 'eva' }))).toEqual([
      'Hello.',
      'en-US',
      'slt',
    ]);
  });

  it('leaves by its failed exit, changing nothing, when the flow does not speak the language', () => {
    const record = call({ language: '{{ caller }}', speaker: 'kal' }, { caller: 'it' });
    expect(record.exits).toEqual(['first.done', 'change.failed']);
    expect(record.instance.voice).toEqual({ language: 'en-US', speaker: 'slt' });
  });

  it.each(['de', 'DE-AT', 'de-DE', 'fr', '', 'it', 'deu', 'en'])('is proved to do what it does: "%s"', (caller) => {
    const { settings } = flowOf({});
    const [done] = definition.outcomes?.(VoiceConfig.parse({ language: '{{ caller }}' }), settings, 'x' as never) ?? [];
    const isDone = done?.when !== undefined && evaluateCondition(done.when, { caller });
    expect(call({ language: '{{ caller }}' }, { caller }).exits[1]).toBe(isDone ? 'change.done' : 'change.failed');
  });

  it('must be told what to change', () => {
    expect(definition.check?.(VoiceConfig.parse({}))).toMatchObject([{ severity: 'error', field: 'language' }]);
    expect(definition.check?.(VoiceConfig.parse({ speaker: 'kal' }))).toEqual([]);
    const { settings } = flowOf({});
    expect(definition.check?.(VoiceConfig.parse({ language: 'it' }), settings)).toMatchObject([
      { severity: 'error', message: 'The flow does not speak it.' },
    ]);
    expect(definition.check?.(VoiceConfig.parse({ language: 'de-AT' }), settings)).toEqual([]);
    expect(definition.check?.(VoiceConfig.parse({ language: '{{ caller }}' }), settings)).toEqual([]);
    expect(definition.summary(VoiceConfig.parse({ language: 'de', speaker: 'eva' }))).toBe('de, eva');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
