import { expect, it } from 'vitest';
import { previewWords } from './preview-words';

it('a value is heard as it is at the start of a call, or by its name', () => {
  const prompt = 'Hello,\n {{ practice_name | upper }}. You are {{callerName}}, number {{ place }}.';
  const variables = [
    { name: 'practice_name', type: 'text', initial: 'Riverside' },
    { name: 'place', type: 'number', initial: 3 },
    { name: 'callerName', type: 'text', initial: '' },
  ] as const;
  expect(previewWords(prompt, variables)).toBe('Hello, Riverside. You are caller name, number 3.');
});

it('nothing but blanks is nothing, and what is too long ends earlier', () => {
  expect(previewWords(' \n ', [])).toBe('');
  expect(previewWords('word '.repeat(400), [])).toHaveLength(1000);
});
