import { renderTemplate, templateProblem } from '@callwright/flow-engine';
import { describe, expect, it } from 'vitest';
import { PROMPT_FILTERS, type PromptFilter, withFilter, withVariable } from './prompt-filters';

describe('putting a value into a text', () => {
  it('replaces what is chosen and leaves the cursor behind the value', () => {
    expect(withVariable('Hello you!', 'name', [6, 9])).toEqual({ text: 'Hello {{ name }}!', caret: 16 });
  });
});

describe('saying a value another way', () => {
  const text = 'From {{ call.from }} to {{ call.to }} today';

  it('changes the value the cursor is in or behind', () => {
    expect(withFilter(text, 'digits', 10)?.text).toBe('From {{ call.from | digits }} to {{ call.to }} today');
    expect(withFilter(text, 'spell', text.length)?.text).toBe('From {{ call.from }} to {{ call.to | spell }} today');
  });

  it('leaves the cursor behind the value', () => {
    expect(withFilter('{{ a }}.', 'words', 8)).toEqual({ text: '{{ a | words }}.', caret: 15 });
  });

  it('does nothing where no value stands before the cursor', () => {
    expect(withFilter(text, 'digits', 3)).toBeUndefined();
    expect(withFilter('', 'digits', 0)).toBeUndefined();
  });

  it.each(Object.keys(PROMPT_FILTERS) as PromptFilter[])('%s is a filter templates have', (filter) => {
    const filtered = withFilter('{{ x }}', filter, 7)?.text ?? '';
    expect(templateProblem(filtered)).toBeNull();
    expect(renderTemplate('{{ x | digits }}', { x: '12' })).toBe('1 2');
  });
});
