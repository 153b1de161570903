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

describe('what a voice says well', () => {
  const said = (template: string, language: string, value: Json = null) =>
    renderTemplate(
      template,
      { value },
      { nowMs: Date.UTC(2026, 10, 21, 23, 5, 9), timeZone: 'Europe/Berlin', language },
    );

  it.each<[string, string, Json, string]>([
    ['{{ value | spell }}', 'en', 'AB-12 x', 'A B - 1 2 x'],
    ['{{ value | digits }}', 'en', '+49 (30) 12', '4 9 3 0 1 2'],
    ['{{ value | ordinal }}', 'en', 22, '22nd'],
    ['{{ value | ordinal }}', 'en', '113', '113th'],
    ['{{ value | ordinal }}', 'de', 3, '3.'],
    ['{{ value | ordinal }}', 'es', 3, '3.º'],
    ['{{ value | ordinal }}', 'fr', 1, '1er'],
    ['{{ value | ordinal }}', 'ja', 3, '3'],
    ['{{ value | ordinal }}', 'en', 'third', 'third'],
    ['{{ value | words }}', 'de', 25, 'fünfundzwanzig'],
    ['{{ value | words }}', 'de', 'viele', 'viele'],
    ['{{ value | money: "EUR" }}', 'en', 12.5, '12 euros and 50 cents'],
    ['{{ value | money: "usd" }}', 'en', '1.01', '1 dollar and 1 cent'],
    ['{{ value | money: "GBP" }}', 'en', 0.5, '50 pence'],
    ['{{ value | money: "EUR" }}', 'de', -3, 'minus 3 Euro'],
    ['{{ value | money: "EUR" }}', 'fr', 2.1, '2 euros et 10 centimes'],
    ['{{ value | money: "EUR" }}', 'es', 0, '0 euros'],
    ['{{ value | money: "SEK" }}', 'en', 12.5, '12.5 SEK'],
    ['{{ value | money: "EUR" }}', 'en', 'a lot', 'a lot'],
    ['{{ value | plural: "message", "messages" }}', 'en', 1, 'message'],
    ['{{ value | plural: "message", "messages" }}', 'en', 0, 'messages'],
    ['{{ value | plural: "message", "messages" }}', 'fr', 0, 'message'],
    ['{{ now }}', 'en', null, '2026-11-21T23:05:09Z'],
    ['{{ now | date: "%A, %-d. %B %Y, %H:%M:%S" }}', 'de', null, 'Sonntag, 22. November 2026, 00:05:09'],
    [
      '{{ now | date: "%a %b %e %y %l%p %I %k %j %u %F %R %T %m/%d %q %%" }}',
      'en',
      null,
      'Sun Nov 22 26 12AM 12  0 326 7 2026-11-22 00:05 00:05:09 11/22 %q %',
    ],
    ['{{ now | date: "short" }}', 'en-US', null, 'November 22'],
    ['{{ now | date: "long" }}', 'de', null, 'Sonntag, 22. November 2026'],
    ['{{ now | date }}', 'fr', null, 'dimanche 22 novembre 2026'],
    ['{{ "today" | date: "%F" }}', 'no such tag!', null, '2026-11-22'],
    ['{{ value | date: "time" }}', 'en-US', '14:30', '2:30 PM'],
    ['{{ value | date: "time" }}', 'de', '2026-03-01T14:30', '14:30'],
    ['{{ value | date: "%F %R" }}', 'en', '2026-07-01T23:30:00Z', '2026-07-02 01:30'],
    ['{{ value | date: "%F %R" }}', 'en', '2026-07-01T23:30:00.5+02:00', '2026-07-01 23:30'],
    ['{{ value | date: "%A" }}', 'es', '2026-07-01', 'miércoles'],
    ['{{ value | date: "%F" }}', 'en', 0, '1970-01-01'],
    ['{{ value | date: "%F" }}', 'en', '2026-02-30', '2026-02-30'],
    ['{{ value | date: "%F" }}', 'en', 'soon', 'soon'],
    ['{{ value | date: "%F" }}', 'en', null, ''],
  ])('%s in %s of %j', (...row) => {
    const [template, language, value, text] = row;
    expect(said(template, language, value)).toBe(text);
  });

  it('knows no time but the one it is given', () => {
    expect(renderTemplate('[{{ now }}{{ now | date }}{{ "now" | date: "%F" }}]', {})).toBe('[]');
    expect(renderTemplate('{{ day | date: "long" }}', { day: '2026-03-01' })).toBe('Sunday, March 1, 2026');
  });

  it('takes a variable named now for what it is', () => {
    const moment = { nowMs: 0, timeZone: 'UTC', language: 'en' };
    expect(renderTemplate('{{ now }}', { now: 'later' }, moment)).toBe('later');
    expect(renderTemplate('[{{ moment }}{{ timeZone }}{{ language }}]', {}, moment)).toBe('[]');
  });

  it('counts what filters add', () => {
    const long = `{% assign a = "x" %}${'{% assign a = a | append: a %}'.repeat(14)}${'{% assign a = a | spell | spell %}'.repeat(5)}{{ a }}`;
    expect(() => renderTemplate(long, {})).toThrow(/could not be filled in/);
  });

  it('passes references to secrets on, and makes plain text of those it cuts apart', () => {
    const secret = { card: '⟦card.1⟧' };
    expect(renderTemplate('Pay {{ card }}{{ card | strip }}', secret)).toBe('Pay ⟦card.1⟧⟦card.1⟧');
    expect(renderTemplate('{{ card | spell }}', secret)).toBe('⟦ c a r d . 1 ⟧');
    expect(renderTemplate('{{ card | slice: 0, 3 }}', secret)).toBe('⟦ca');
  });
});

describe('templateProblem', () => {
  it.each([
    ...['for', 'tablerow', 'include', 'render', 'layout', 'block', 'capture', 'increment', 'decrement', 'cycle'],
    ...['echo', 'liquid', 'break', 'continue'],
  ])('refuses the tag %s', (tag) => {
    expect(templateProblem(`{% ${tag} x %}`)).toContain(`tag "${tag}" not found`);
  });

  it.each(['sample', 'concat', 'sort', 'map', 'where', 'json', 'date_to_string', 'raw', 'url_encode'])(
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
