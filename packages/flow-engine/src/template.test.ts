import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTemplate, templateProblem } from './template.js';
import { fuzzRuns } from './testing/fuzz-runs.js';

const vars = { name: 'Ada', visits: 3, order: { total: 12.5, items: ['tea', 'milk'] }, none: null, yes: true };

describe('renderTemplate', () => {
  it.each<[string, string]>([
    ['Hello.', 'Hello.'],
    ['Hello {{ name }}.', 'Hello Ada.'],
    ['{{ order.total }} for {{ order.items | join: " and " }}', '12.5 for tea and milk'],
    ['{{ visits | default: 0 | plus: 1 }}', '4'],
    ['{{ never | default: 0 | plus: 1 }}', '1'],
    ['{% if visits > 2 %}Welcome back.{% else %}Welcome.{% endif %}', 'Welcome back.'],
    ['{% unless yes %}no{% endunless %}{% case visits %}{% when 3 %}three{% endcase %}', 'three'],
    ['{% assign first = order.items | first %}{{ first | upcase }}', 'TEA'],
    ['{% comment %}{{ name }}{% endcomment %}{% raw %}{{ name }}{% endraw %}', '{{ name }}'],
    ['Curly } braces { alone', 'Curly } braces { alone'],
  ])('makes %s into %s', (template, text) => {
    expect(renderTemplate(template, vars)).toBe(text);
  });

  it('leaves unset variables empty, however deep', () => {
    expect(renderTemplate('[{{ never }}{{ never.at.all }}{{ name.size.x }}{{ none }}]', vars)).toBe('[]');
  });

  it('sees own fields only', () => {
    const text = '[{{ constructor }}{{ __proto__ }}{{ name.constructor.name }}{{ order.toString }}]';
    expect(renderTemplate(text, vars)).toBe('[]');
  });

  it('does not change the variables', () => {
    const before = structuredClone(vars);
    renderTemplate('{% assign visits = 9 %}{% assign name = "x" %}{{ order.items | join }}', vars);
    expect(vars).toEqual(before);
  });

  it('gives the same text for the same variables, whatever was rendered before', () => {
    const anyVars = fc.dictionary(fc.constantFrom('name', 'visits', 'order'), fc.jsonValue() as fc.Arbitrary<Json>);
    const template = '{{ name }}{% if visits %}{{ order | default: "-" }}{% endif %}{{ name | size }}';
    const property = fc.property(anyVars, (some) => {
      const first = renderTemplate(template, some);
      renderTemplate(template, vars);
      expect(renderTemplate(template, structuredClone(some))).toBe(first);
    });
    fc.assert(property, { numRuns: fuzzRuns(200), seed: 1 });
  });

  it.each([
    ['a text doubled again and again', `{% assign a = "xx" %}${'{% assign a = a | append: a %}'.repeat(50)}{{ a }}`],
    ['a text put into itself', `{% assign a = "xxxx" %}${'{% assign a = a | replace: "x", a %}'.repeat(30)}{{ a }}`],
    ['a long range', '{{ (1..100000000) | join }}'],
    ['a wide separator', '{% assign a = "y" | append: name | split: "" %}{{ (1..50000) | join: "xxxxxxxxx" }}'],
    [
      'a text said too often',
      `{% assign a = "x" %}${'{% assign a = a | append: a %}'.repeat(15)}${'{{ a }}'.repeat(9)}`,
    ],
  ])('refuses %s, at once and always', (_, template) => {
    const render = () => renderTemplate(template, vars);
    expect(render).toThrow(/could not be filled in/);
    expect(render).toThrow(expect.objectContaining({ code: 'flow.nodeFailed' }));
  });

  it('names what is wrong without the text it is in', () => {
    expect(() => renderTemplate('Secret {{ name | nothing }}', vars)).toThrow(
      'A text could not be filled in: undefined filter: nothing, line:1, col:8.',
    );
  });
});

describe('templateProblem', () => {
  it.each([
    ...['for', 'tablerow', 'include', 'render', 'layout', 'block', 'capture', 'increment', 'decrement', 'cycle'],
    ...['echo', 'liquid', 'break', 'continue'],
  ])('refuses the tag %s', (tag) => {
    expect(templateProblem(`{% ${tag} x %}`)).toContain(`tag "${tag}" not found`);
  });

  it.each(['date', 'sample', 'concat', 'sort', 'map', 'where', 'json', 'date_to_string', 'raw', 'url_encode'])(
    'refuses the filter %s',
    (filter) => {
      expect(templateProblem(`{{ x | ${filter} }}`)).toContain(`undefined filter: ${filter}`);
    },
  );

  it('refuses what is not finished', () => {
    expect(templateProblem('Hello {{ name')).toContain('not closed');
    expect(templateProblem('{% if name %}Hello')).toContain('not closed');
  });

  it('finds nothing wrong with what renders', () => {
    expect(templateProblem('Hello {{ name | capitalize }}{% if x %}{% endif %}')).toBeNull();
    expect(templateProblem('100 % certain')).toBeNull();
  });
});
