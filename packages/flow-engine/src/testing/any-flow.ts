import type { FlowDefinition, Json } from '@callwright/protocol';
import fc from 'fast-check';
import { drawFlow } from './draw-flow.js';
import { sampleDefinitions } from './sample-nodes.js';

const configs: readonly (readonly [type: string, config: Readonly<Record<string, Json>>])[] = [
  ['tell', { text: 'Hello {{ x }}.' }],
  ['tell', { text: 'Bye' }],
  ['ask', { keys: ['1', '2'] }],
  ['ask', { keys: ['1', '12'], timeoutMs: 800 }],
  ['ask', { keys: [] }],
  ['decide', { variable: 'x', equals: '1' }],
  ['decide', { variable: 'pressed', equals: '12' }],
  ['keep', { name: 'x', value: '{{ x | default: 0 | plus: 1 }}' }],
  ['keep', { name: 'y', value: '{{ x }}' }],
  ['pause', { quietMs: 700 }],
  ['stop', {}],
  ['stop', { text: 'Bye.' }],
];
const brokenConfigs: typeof configs = [
  ['broken', { where: 'enter' }],
  ['broken', { where: 'on' }],
  ['broken', { where: 'exit' }],
  ['keep', { name: 'x', value: '{{ x | nothing }}' }],
];

/**
 * Small flows of the sample nodes in which every exit leads somewhere or, now and then, nowhere.
 * @param isBroken whether nodes with defects are among them
 */
export const anyFlow = (isBroken: boolean): fc.Arbitrary<FlowDefinition> =>
  fc
    .array(
      fc.record({
        step: fc.constantFrom(...configs, ...(isBroken ? brokenConfigs : [])),
        targets: fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((drawn) =>
      drawFlow({
        steps: Object.fromEntries(drawn.map(({ step }, at) => [`s${at}`, step])),
        lines: drawn.flatMap(({ step: [type, config], targets }, at) =>
          exitsOf(type, config).flatMap((exit, nth) => {
            const target = targets[nth] ?? 0;
            return target === 9 ? [] : [[`s${at}`, exit, `s${target % drawn.length}`] as const];
          }),
        ),
        settings: { failure: { prompt: drawn.length % 2 ? 'Sorry.' : '' } },
      }),
    );

const exitsOf = (type: string, config: Readonly<Record<string, Json>>): readonly string[] => {
  const definition = sampleDefinitions.find((one) => one.type === type);
  return definition?.exits(definition.config.parse(config)).map(({ name }) => name) ?? [];
};
