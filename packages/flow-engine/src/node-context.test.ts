import { expect, it } from 'vitest';
import { newInstance } from './instance.js';
import { contextOf } from './node-context.js';
import { compileFlow } from './program.js';
import { drawFlow } from './testing/draw-flow.js';
import { sampleNodes } from './testing/sample-nodes.js';

const program = compileFlow(
  drawFlow({ steps: { a: ['tell', { text: 'Hi' }] }, settings: { timeZone: 'Europe/Berlin' } }),
  sampleNodes,
);
const [node] = program.nodes.values();
const contextAt = (iso: string, language: string) => {
  if (!node) throw new Error('The flow has a step');
  const instance = { ...newInstance(null), voice: { language } };
  return contextOf(node, program, instance, { nowMs: Date.parse(iso), random: () => 0 });
};

it('tells texts and conditions the time of the call on the clocks of the flow', () => {
  const { render, evaluate } = contextAt('2026-11-21T23:30:00Z', 'de-DE');
  expect(render('{{ now | date: "long" }}, {{ now | date: "%R" }}')).toBe('Sonntag, 22. November 2026, 00:30');
  expect(evaluate({ match: 'all', comparisons: [], expression: 'weekday() == 7 and today() == "2026-11-22"' })).toBe(
    true,
  );
});

it('speaks the language of the call', () => {
  expect(contextAt('2026-11-21T12:00:00Z', 'fr').render('{{ 71 | words }}')).toBe('soixante et onze');
});
