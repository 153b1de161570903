import type { Outcome, ScriptAct, Written } from '@callwright/flow-engine';
import { type CallOptions, callInMemory, drawFlow, type ScriptedCaller } from '@callwright/flow-engine/testing';
import type { CommandName, FlowSettings, Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definitionByType } from '../index.js';

type Config = Readonly<Record<string, Json>>;
const settings = { language: 'en-US', languages: ['de-DE'] };
const flowOf = (type: string, config: Config) =>
  drawFlow({
    steps: { it: [type, config], next: ['hangup'] },
    lines: exitsOf(type, config).map((exit) => ['it', exit, 'next'] as const),
    settings,
  });

const parsed = (type: string, config: Config) => {
  const definition = definitionByType.get(type);
  if (!definition) throw new Error(`There is no ${type}.`);
  return { definition, config: definition.config.parse(config) };
};
const exitsOf = (type: string, given: Config) => {
  const { definition, config } = parsed(type, given);
  return definition.exits(config).map(({ name }) => name);
};
const outcomesOf = (type: string, given: Config, flowSettings: FlowSettings) => {
  const { definition, config } = parsed(type, given);
  return definition.outcomes?.(config, flowSettings, flowOf(type, given).nodes[0]?.id ?? ('it' as never)) ?? [];
};

const faultsIn = (acts: readonly ScriptAct[]): readonly CommandName[] =>
  acts.flatMap((act) => ('fails' in act ? [act.fails] : []));
const play =
  (acts: readonly ScriptAct[]): CallOptions['script'] =>
  (caller) => {
    for (const act of acts) perform(act, caller);
  };
const perform = (act: ScriptAct, caller: ScriptedCaller): void => {
  if ('says' in act) caller.says(act.says, { afterMs: act.afterMs });
  if ('presses' in act) caller.presses(act.presses, { afterMs: act.afterMs });
  if ('makesNoise' in act) caller.makesNoise({ afterMs: act.afterMs });
  if ('isSilent' in act) caller.isSilent(act.isSilent === true ? undefined : act.isSilent);
};

const agrees = (written: Written, value: Json | undefined) =>
  written.is === 'value' ? expect(value).toEqual(written.value) : expect(value).toBeDefined();

const answers = [
  { id: 'sales', label: 'Sales', key: '1', phrases: { en: ['sales', 'buy'], de: ['Verkauf'] } },
  { id: 'mars', label: 'Mars', key: '12', phrases: ['Mars, please'] },
  { id: 'words', label: 'Words', key: '', phrases: ['only words'] },
];
const fullPad = [...'1234567890*#'].map((key) => ({ id: `k${key}`, label: '', key, phrases: [] }));
const configs: readonly (readonly [type: string, config: Config])[] = [
  ['say', { text: 'Hello.' }],
  ['play', { url: 'prompt:jingle' }],
  ['menu', { prompt: 'Well?', answers, saveAs: 'x', acceptsSpeech: true }],
  ['menu', { prompt: 'Well?', answers: answers.slice(0, 2), noMatchRetries: 0, noInputRetries: 1 }],
  ['menu', { prompt: 'Well?', answers: fullPad }],
  ['listen', { prompt: 'Well?', answers, saveAs: 'x' }],
  ['listen', { prompt: 'Well?', answers, acceptsKeys: false }],
  ...['number', 'digits', 'date', 'time', 'yesNo', 'free'].flatMap((listensFor): [string, Config][] => [
    ['listen', { prompt: 'Well?', listensFor, saveAs: 'x' }],
    ['listen', { prompt: 'Well?', listensFor, acceptsKeys: false }],
    ...(listensFor === 'free'
      ? []
      : [['listen', { prompt: 'Well?', listensFor, acceptsSpeech: false }] as [string, Config]]),
  ]),
  ['collect', {}],
  ['collect', { minDigits: 4, maxDigits: 4, saveCountAs: 'n', finishOnKey: '' }],
  ['collect', { minDigits: 3, maxDigits: 6, finishOnKey: '', lengths: '5' }],
  ['collect', { minDigits: 13, maxDigits: 19, hasCheckDigit: true, isSecret: false }],
  ['collect', { maxDigits: 2, lowest: 18, highest: 19 }],
  ['collect', { maxDigits: 3, highest: 120, finishOnKey: '*' }],
  ['collect', { isSecret: true, minDigits: 4, maxDigits: 8, lengths: '4, 8', saveAs: 'pin' }],
  ['collect', { isSecret: true, minDigits: 1, maxDigits: 3, lengths: '3', saveAs: 'pin' }],
  ['confirm', { prompt: 'Right?', saveAs: 'x' }],
  ['confirm', { prompt: 'Right?', acceptsSpeech: false, yesKey: '9', repeatKey: '8' }],
  ['record', {}],
  ['sendKeys', { keys: '1,2' }],
  ['wait', { endsOnKey: true, sound: 'music', music: 'prompt:music' }],
  ['voice', { language: 'de' }],
  ['voicemail', {}],
  ['voicemail', { hasReview: false, finishOnKey: '', minMs: 5_000, tooShortRetries: 0 }],
  ['voicemail', { keepKey: '', saveAs: '' }],
];

describe.each(configs)('what may come of %s %j', (type, config) => {
  const flow = flowOf(type, config);
  const outcomes = outcomesOf(type, config, flow.settings);
  const played = outcomes.filter(({ when }) => when === undefined);

  it.each(played.map((outcome) => [outcome.exit, JSON.stringify(outcome.by ?? []), outcome] as const))(
    '%s, by %s, comes about that way',
    (exit, _acts, { by = [], sets = {} }: Outcome) => {
      const world = { faults: faultsIn(by).map((command) => ({ command, how: 'refused' as const, nth: 1 })) };
      const record = callInMemory({ flow, nodeTypes, world, script: play(by) });
      expect(record.exits[0]).toBe(`it.${exit}`);
      for (const [name, written] of Object.entries(sets)) agrees(written, record.vars[name]);
    },
  );

  it('is told of every way out that there is', () => {
    const isFull = type === 'menu' && JSON.stringify(config).includes('"k#"');
    const expected = exitsOf(type, config).filter((exit) => !(isFull && exit === 'noMatch'));
    expect([...new Set(outcomes.map(({ exit }) => exit))].sort()).toEqual([...expected].sort());
  });
});
