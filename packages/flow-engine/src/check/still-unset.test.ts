import { describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.js';
import { sampleDefinitions } from '../testing/sample-nodes.js';
import { readSteps } from './check-step.js';
import { explore } from './explore.js';
import { readFlow } from './read-flow.js';
import { stillUnset } from './still-unset.js';

const NAME_COUNT = 70;
const names = Array.from({ length: NAME_COUNT }, (_, nth) => `x${nth}`);

describe('what may still be unset', () => {
  it('is told for each of many variables: those before a step are set there, its own and those after it are not', () => {
    const keeps = names.map((name) => [`keep-${name}`, ['keep', { name, value: '1' }]] as const);
    const stops = [...keeps.map(([id]) => id), 'bye'];
    const flow = drawFlow({
      steps: { ...Object.fromEntries(keeps), bye: ['stop', { text: 'Bye.' }] },
      lines: keeps.map(([id], nth) => [id, 'done', stops[nth + 1] ?? 'bye']),
    });
    const definitions = new Map(sampleDefinitions.map((one) => [one.type, one]));
    const { states } = explore(readFlow(flow, null, readSteps(flow, definitions)), () => undefined);
    const mayBeUnset = stillUnset(states, names);
    const unset = states.map((state) => names.filter((name) => mayBeUnset(state, name)).length);
    expect([...unset].sort((one, other) => other - one)).toEqual(stops.map((_, nth) => NAME_COUNT - nth));
    expect(states.some((state) => mayBeUnset(state, 'other'))).toBe(false);
  });
});
