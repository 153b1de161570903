import { defineNodeType, type NodeDefinition } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formFields, isShown } from '../inspector/form-fields';
import { newNode } from '../model/new-node';
import { faceOf } from '../model/step-face';
import { paletteGroups } from './palette-groups';

const WeatherConfig = z.object({
  hurry: z.boolean().default(false).meta({ title: 'Hurry up', section: 'advanced', widget: 'toggle' }),
  words: z.string().max(200).default('Today').meta({
    title: 'What the caller hears',
    help: 'Before the weather.',
    section: 'hears',
    widget: 'prompt',
    template: true,
  }),
  unit: z
    .enum(['c', 'f'])
    .default('c')
    .meta({ title: 'Degrees', section: 'does', options: { c: 'Celsius', f: 'Fahrenheit' } }),
  waitMs: z
    .number()
    .int()
    .min(100)
    .max(9000)
    .default(2000)
    .meta({ title: 'Wait', section: 'advanced', unit: 'ms', when: { field: 'hurry', equals: false } }),
});

/** As a new node folder would add it to the catalog. */
const weather = defineNodeType({
  type: 'weather',
  version: 1,
  title: 'Weather',
  action: 'Tell the weather',
  description: 'Says what the sky does.',
  family: 'speak',
  icon: 'cloud-sun',
  config: WeatherConfig,
  exits: () => [{ name: 'done', label: 'Then', kind: 'next' }],
  summary: ({ words, unit }) => `${words} in ${unit}`,
}) as NodeDefinition;

describe('a node type the studio has never heard of', () => {
  const catalog = [...definitions, weather];

  it('is in the palette, in its family, and found by its words', () => {
    const speak = paletteGroups(catalog).find(({ family }) => family === 'speak');
    expect(speak?.definitions).toContain(weather);
    expect(paletteGroups(catalog, 'sky tell').flatMap((group) => group.definitions)).toEqual([weather]);
    expect(paletteGroups(catalog, 'sky snow')).toEqual([]);
  });

  it('has a form in the order of the sections, each setting with its control', () => {
    expect(formFields(weather).map(({ name, section, widget }) => [name, section, widget])).toEqual([
      ['words', 'hears', 'prompt'],
      ['unit', 'does', 'select'],
      ['hurry', 'advanced', 'toggle'],
      ['waitMs', 'advanced', 'number'],
    ]);
  });

  it('hands limits, help, words of choices and start values to the control', () => {
    const [words, unit, , wait] = formFields(weather);
    expect(words).toMatchObject({ help: 'Before the weather.', maxLength: 200, template: true, initial: 'Today' });
    expect(unit?.options).toEqual([
      { value: 'c', label: 'Celsius' },
      { value: 'f', label: 'Fahrenheit' },
    ]);
    expect(wait).toMatchObject({ minimum: 100, maximum: 9000, unit: 'ms', initial: 2000 });
  });

  it('shows a setting only while the one it depends on says so', () => {
    const wait = formFields(weather).find(({ name }) => name === 'waitMs');
    expect(wait && isShown(wait, { hurry: false })).toBe(true);
    expect(wait && isShown(wait, { hurry: true })).toBe(false);
  });

  it('can be added: with all its start values, a name of its own and its exits', () => {
    const node = newNode(weather, [{ name: 'Welcome' }], () => 'w1');
    expect(node).toEqual({
      id: 'w1',
      type: 'weather',
      name: 'Tell the weather',
      config: { hurry: false, words: 'Today', unit: 'c', waitMs: 2000 },
    });
    const face = faceOf(node, new Map(catalog.map((one) => [one.type, one])));
    expect(face.exits.map(({ name }) => name)).toEqual(['done']);
    expect(face.summary).toBe('Today in c');
  });
});

describe('the palette', () => {
  it('offers every kind of step once, in the order of a call and what is usual first', () => {
    const groups = paletteGroups(definitions);
    const offered = groups.flatMap((group) => group.definitions.map(({ type }) => type));
    expect(offered.toSorted()).toEqual(definitions.map(({ type }) => type).toSorted());
    expect(groups.map(({ family }) => family)).toEqual(['speak', 'hear', 'decide', 'connect', 'data', 'end']);
    expect(groups.map((group) => group.definitions[0]?.type)).toEqual([
      'say',
      'menu',
      'hours',
      'transfer',
      'set',
      'hangup',
    ]);
  });

  it.each([
    ['sms', 'message'],
    ['llm', 'agent'],
    ['rest api', 'http'],
    ['schedule', 'hours'],
    ['gosub', 'subflow'],
  ])('finds a step by what other systems call it: %s', (search, type) => {
    const found = paletteGroups(definitions, search).flatMap((group) => group.definitions.map((one) => one.type));
    expect(found).toContain(type);
  });
});

describe('the steps of the catalog', () => {
  it.each(definitions.map((one) => [one.type, one] as const))('%s has a form for every setting', (_, definition) => {
    const settings = Object.keys(newNode(definition, [], () => 'x').config);
    expect(
      formFields(definition)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(settings.sort());
  });
});

describe('the name of a new step', () => {
  it('is told apart from those that are there', () => {
    const others = [{ name: 'Tell the weather' }, { name: 'Tell the weather 2' }];
    expect(newNode(weather, others, () => 'w').name).toBe('Tell the weather 3');
  });
});
