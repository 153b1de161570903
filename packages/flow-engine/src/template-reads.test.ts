import { describe, expect, it } from 'vitest';
import { templateReads } from './template-reads.js';

const reads = (template: string) =>
  templateReads(template).map(({ path, hasDefault }) => (hasDefault ? `${path}?` : path));

describe('templateReads', () => {
  it.each<[string, string[]]>([
    ['Hello.', []],
    ['Hello {{ name }}, {{ order.total }}, {{ items[0].name }}', ['name', 'order.total', 'items[0].name']],
    ['{{ order["my total"] }}', ['order.`my total`']],
    ['{{ name | default: "you" }}', ['name?']],
    ['{{ name | upcase | default: other }}', ['name?', 'other']],
    ['{{ name | default: "you" }} {{ name }}', ['name']],
    ['{% if name %}Hello {{ name }}{% endif %}', ['name?']],
    ['{% if name %}Hello{% else %}{{ name }}{% endif %}', ['name']],
    ['{% if name %}{% elsif nick %}{{ nick }}{{ name }}{% endif %}', ['name', 'nick?']],
    [
      '{% if order.total %}{{ order.total }} {{ order }} {{ order.code }}{% endif %}',
      ['order.total?', 'order?', 'order.code'],
    ],
    ['{% if a and b %}{{ a }}{{ b }}{% endif %}', ['a?', 'b?']],
    ['{% if a or b %}{{ a }}{% endif %}', ['a', 'b?']],
    ['{% if visits > 2 %}{{ visits }}{% endif %}', ['visits']],
    ['{% unless name %}{{ name }}{% endunless %}', ['name']],
    ['{% unless name %}you{% else %}{{ name }}{% endunless %}', ['name?']],
    ['{% case kind %}{% when "a", other %}{{ x }}{% else %}{{ y }}{% endcase %}', ['kind', 'other', 'x', 'y']],
    ['{% assign first = names | first %}{{ first }}', ['names']],
    ['{{ first }}{% assign first = 1 %}{{ first }}', ['first']],
    ['{{ now | date: "%F" }}', []],
    ['{{ table[key].price }}', ['key', 'table']],
    ['{{ (1..count) | join: sep }}', ['count', 'sep']],
    ['{{ "text" | append: tail }} {{ true }} {{ 5 }}', ['tail']],
    ['{% comment %}{{ a }}{% endcomment %}{% raw %}{{ b }}{% endraw %}', []],
    ['{{ broken', []],
  ])('%s', (template, expected) => {
    expect(reads(template)).toEqual(expected);
  });
});
