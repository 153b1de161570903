import { checkFlow, compileFlow, flowScript } from '@callwright/flow-engine';
import { runScript } from '@callwright/flow-engine/simulator';
import { drawFlow } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definitions } from '../index.js';

const agent: Readonly<Record<string, Json>> = {
  instructions: 'Book visits.',
  model: 'm1',
  slots: [{ name: 'day', kind: 'date' }],
  exits: [
    { id: 'booked', label: 'Booked' },
    { id: 'other', label: 'Something else', needsAnswers: false },
  ],
};
const flowOf = (other: string) =>
  drawFlow({
    steps: {
      ai: ['agent', agent],
      tell: ['say', { text: 'You come on {{ day }}.' }],
      bye: ['hangup', { text: 'Bye.' }],
    },
    lines: [
      ['ai', 'booked', 'tell'],
      ['ai', 'other', other],
      ['ai', 'handBack', 'bye'],
      ['ai', 'turnLimit', 'bye'],
      ['ai', 'noInput', 'bye'],
      ['ai', 'failed', 'bye'],
      ['tell', 'done', 'bye'],
    ],
    settings: { variables: [{ name: 'day', type: 'text' }] },
  });

describe('a flow with an agent', () => {
  it('relies on answers after a way out that needs them', () => {
    expect(checkFlow(flowOf('bye'), definitions)).toEqual([]);
  });

  it.each([
    ['one of four is missing', 'abcd', 'c'],
    ['five of seven are missing', 'abcdefg', 'acdfg'],
    ['two of seven are missing', 'abcdefg', 'bc'],
  ])('may go on by what has been found out and what has not: %s', (_title, all, missing) => {
    const { edges, settings } = flowOf('bye');
    const slots = [...all].map((name) => ({ name }));
    const comparisons = slots.map(({ name }) => ({
      variable: name,
      operator: missing.includes(name) ? 'isNotSet' : 'isSet',
    }));
    const flow = drawFlow({
      steps: {
        ai: ['agent', { ...agent, slots }],
        tell: ['branch', { rules: [{ id: 'rest', comparisons }] }],
        bye: ['hangup', { text: 'Bye.' }],
        ask: ['collect', { prompt: 'And c?', saveAs: 'c' }],
      },
      lines: [
        ...edges
          .filter(({ from, exit }) => from === 'ai' && exit !== 'handBack')
          .map(({ exit }) => ['ai', exit, 'bye'] as const),
        ['ai', 'handBack', 'tell'],
        ['tell', 'rest', 'ask'],
        ['tell', 'otherwise', 'bye'],
        ...['digits', 'noInput', 'noMatch', 'failed'].map((exit) => ['ask', exit, 'bye'] as const),
      ],
      settings,
    });
    expect(checkFlow(flow, definitions)).toEqual([]);
  });

  it('is shown how a call gets past an answer it relies on', () => {
    const flow = flowOf('tell');
    const [problem, ...more] = checkFlow(flow, definitions);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'unsetVariable', nodeId: 'tell' });
    const { path, vars, problems } = runScript(
      compileFlow(flow, nodeTypes),
      flowScript.parse({ when: problem?.script }),
    );
    expect(problems).toEqual([]);
    expect(path.slice(0, 2)).toEqual(['ai', 'tell']);
    expect(vars).not.toHaveProperty('day');
  });
});
