import type { SpeechCatalogue } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Capability, defineNodeType } from '../node-type.js';
import { drawFlow } from '../testing/draw-flow.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import { checkFlow } from './check-flow.js';

const hears = (type: string, needs: readonly Capability[]) =>
  defineNodeType({
    type,
    version: 1,
    title: 'Hears',
    action: 'Hear',
    description: 'Hears something.',
    icon: 'ear',
    family: 'hear',
    config: z.object({}),
    exits: () => [{ name: 'heard', label: 'Heard', kind: 'next' as const }],
    summary: () => '',
    needs: () => needs,
    outcomes: () => [{ exit: 'heard', by: [] }],
  });
const definitions = [
  ...sampleNodes.map(({ definition }) => definition),
  hears('menu', ['keysIn', 'speech']),
  hears('choose', ['speech']),
  hears('talk', ['speech', 'freeSpeech']),
];

const catalogue: SpeechCatalogue = {
  recognisers: [{ name: 'grammars', languages: ['en', 'fr'], grammar: true, freeSpeech: false }],
  voices: [{ name: 'flite', languages: ['en'], speakers: ['slt'] }],
};
const anything: SpeechCatalogue = {
  recognisers: [{ name: 'cloud', languages: [], grammar: false, freeSpeech: true }],
  voices: [{ name: 'cloud', languages: [], speakers: [] }],
};

const codes = (type: string, settings: object, speech: SpeechCatalogue | null = catalogue) =>
  checkFlow(drawFlow({ steps: { a: [type, type === 'tell' ? { text: 'Hello' } : {}] }, settings }), definitions, {
    ...(speech && { speech }),
  }).flatMap(({ code, severity, message }) =>
    code === 'noVoice' || code === 'cannotListen' ? [`${severity} ${code}: ${message}`] : [],
  );

describe('a flow in a language', () => {
  it('that is spoken and understood here is in order', () => {
    for (const type of ['tell', 'menu', 'choose']) expect(codes(type, { language: 'en-GB' })).toEqual([]);
  });

  it('without a voice cannot begin, and is told of each other language it cannot speak', () => {
    expect(codes('tell', { language: 'ja-JP', languages: ['en-US', 'zh-CN'] })).toEqual([
      'error noVoice: No voice here speaks ja-JP: name one in the speech settings, or play recordings.',
      'warning noVoice: No voice here speaks zh-CN: name one in the speech settings, or play recordings.',
    ]);
  });

  it('without a voice is in order when it says nothing', () => {
    expect(codes('menu', { language: 'fr-FR' })).toEqual([]);
  });

  it('nobody understands is left with the keys', () => {
    expect(codes('menu', { language: 'de-DE' })).toEqual([
      'warning cannotListen: Nothing here understands de-DE: callers can only press keys.',
    ]);
    expect(codes('choose', { language: 'de-DE' })).toEqual([
      'warning cannotListen: Nothing here understands de-DE: this step fails, or offers keys instead.',
    ]);
  });

  it('whose callers may say anything needs a recogniser of free speech', () => {
    expect(codes('talk', { language: 'en-US' })).toEqual([
      'warning cannotListen: Nothing here understands free speech in en-US: this step fails, or offers keys instead.',
    ]);
    expect(codes('talk', { language: 'ja-JP' }, anything)).toEqual([]);
  });

  it('is not judged while nobody knows what there is', () => {
    for (const type of ['tell', 'menu', 'talk']) expect(codes(type, { language: 'ja-JP' }, null)).toEqual([]);
  });
});
