import type { FlowDefinition, Json } from '@callwright/protocol';
import fc from 'fast-check';
import { compileFlow, type FlowProgram } from '../program.js';
import { drawFlow } from './draw-flow.js';
import { sampleNodes } from './sample-nodes.js';
import { serviceNodes } from './service-nodes.js';

type Step = readonly [type: string, config: Readonly<Record<string, Json>>];

const steps: readonly Step[] = [
  ['tell', { text: 'Hello {{ x }}.' }],
  ['ask', {}],
  ['ask', { timeoutMs: 900 }],
  ['pin', {}],
  ['pause', {}],
  ['fetch', { body: '{{ x }}' }],
  ['compute', {}],
  ['decide', { variable: 'status', equals: '200' }],
  ['keep', { name: 'x', value: '{{ x | default: 0 | plus: 1 }}' }],
  // Twice as long each time, until no variable holds it.
  ['keep', { name: 'y', value: '{{ y | default: "ab" }}{{ y | default: "ab" }}' }],
  ['call', { flow: 'first', inputs: { x: '{{ y }}' }, outputs: { x: 'y' }, outcomes: ['other'] }],
  ['call', { flow: 'second', outcomes: ['other'] }],
  ['call', { flow: 'missing' }],
  ['give', {}],
  ['give', { outcome: 'other' }],
  ['broken', { where: 'enter' }],
  ['broken', { where: 'on' }],
  ['stop', { text: 'Bye.' }],
];
const exits = ['done', 'failed', 'key1', 'key2', 'none', 'yes', 'otherwise', 'other'];

/**
 * Flows that speak, ask, wait, fetch, compute and fail, with two others they call, which call each other and themselves;
 * some have a step for failures, some have none.
 */
export const anyProgram: fc.Arbitrary<FlowProgram> = fc
  .record({ main: anyPart(), first: anyPart(), second: anyPart() })
  .map(({ main, first, second }) =>
    compileFlow(main, [...sampleNodes, ...serviceNodes], new Map(Object.entries({ first, second }))),
  );

function anyPart(): fc.Arbitrary<FlowDefinition> {
  const targets = fc.array(fc.nat(11), { minLength: exits.length, maxLength: exits.length });
  const drawnSteps = fc.array(fc.tuple(fc.constantFrom(...steps), targets), { minLength: 1, maxLength: 7 });
  return fc.record({ drawn: drawnSteps, failure: fc.nat(9) }).map(({ drawn, failure }) =>
    drawFlow({
      steps: Object.fromEntries(drawn.map(([step], at) => [`s${at}`, step])),
      lines: drawn.flatMap(([, to], at) =>
        exits.flatMap((exit, nth) => {
          const target = to[nth] ?? 0;
          return target < drawn.length ? [[`s${at}`, exit, `s${target}`] as const] : [];
        }),
      ),
      settings: {
        failure: { prompt: 'Sorry.', ...(failure < drawn.length ? { node: `s${failure}` } : {}) },
        outcomes: ['other'],
      },
    }),
  );
}
