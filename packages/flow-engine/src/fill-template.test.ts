import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { Liquid } from 'liquidjs';
import { describe, expect, it } from 'vitest';
import { fillTemplate } from './fill-template.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

const liquid = new Liquid({ ownPropertyOnly: true });
const names = fc.constantFrom(
  'a',
  'b',
  'a.b',
  'a.b.c',
  'size',
  'b.size',
  'constructor',
  '__proto__',
  'nil',
  'now',
  'empty',
);
const piece = fc.oneof(
  names.map((name) => `{{ ${name} }}`),
  names.map((name) => `{{${name}}}`),
  names.map((name) => `{{ ${name} | default: "you" }}`),
  names.map((name) => `{{${name}|default:'{}'}}`),
  names.map((name) => `{{ ${name} | default: ' "me" ' }}`),
  fc.constantFrom('Hello ', '. ', '{', '}', '}}', '{{-a}}', '{{ a | upcase }}', '{% if a %}x{% endif %}', '\n', ''),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    'text',
    '',
    12,
    1.5,
    -0,
    1e21,
    0.1 + 0.2,
    true,
    false,
    null,
    [],
    [1],
    { b: 'in' },
    { b: { c: 3 } },
    { size: 2 },
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

describe('fillTemplate', () => {
  it.each<[Json, string]>([
    ['Ada', 'Ada'],
    [0, '0'],
    [true, 'true'],
    [false, 'you'],
    ['', 'you'],
    [null, 'you'],
  ])('says for %j what stands in for what is missing', (a, shown) => {
    expect(fillTemplate('Hello {{ a | default: "you" }}.', { a })).toBe(`Hello ${shown}.`);
  });

  it('makes of a template what LiquidJS does, or leaves it to LiquidJS', () => {
    let filledCount = 0;
    const property = fc.property(
      fc.array(piece, { maxLength: 5 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'size'), value),
      (pieces, vars) => {
        const template = pieces.join('');
        const filled = fillTemplate(template, vars);
        if (filled === null) return;
        filledCount += 1;
        expect(filled).toBe(String(liquid.parseAndRenderSync(template, vars)));
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(500), seed: 21 });
    expect(filledCount).toBeGreaterThan(100);
  });

  it.each([
    '{{ a | upcase }}',
    '{{ a | default: b }}',
    '{{ a | default: "x" | upcase }}',
    '{{ a | default: "x", allow_false: true }}',
    '{{ a | default: "\\n" }}',
    '{% if a %}x{% endif %}',
    '{{- a }}',
    '{{ now }}',
    '{{ a[0] }}',
    '{{ a.size }}',
    '{{ "x" }}',
    '{{ a',
  ])('leaves %s to LiquidJS', (template) => {
    expect(fillTemplate(template, { a: 'x' })).toBeNull();
  });
});
