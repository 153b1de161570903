import { describe, expect, it } from 'vitest';
import { isConstant, soleVariable } from './template-shape.js';

describe('isConstant', () => {
  it('tells a text from a template', () => {
    expect(isConstant('100 % { certain }')).toBe(true);
    expect(isConstant('Hello {{ name }}')).toBe(false);
    expect(isConstant('{% if name %}x{% endif %}')).toBe(false);
  });
});

describe('soleVariable', () => {
  it.each([
    ['{{ name }}', 'name'],
    [' {{order.items[0].name}} ', 'order.items[0].name'],
    ['{{- name -}}', 'name'],
    ['{{ first }}', 'first'],
  ])('of %j is %s', (template, path) => {
    expect(soleVariable(template)).toBe(path);
  });

  it.each([
    '',
    'name',
    'Hi {{ name }}',
    '{{ a }}{{ b }}',
    '{{ name | upcase }}',
    '{{ list.size }}',
    '{{ now }}',
    '{{ true }}',
  ])('is none of %j', (template) => {
    expect(soleVariable(template)).toBeNull();
  });
});
