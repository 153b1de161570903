import { describe, expect, it } from 'vitest';
import { promptPieces, promptSeconds, readableName } from './prompt-text';

describe('a prompt', () => {
  it('is cut at its variables, with filters and spaces as they are', () => {
    expect(promptPieces('Hello {{ name | capitalize }}, press {{key}}.')).toEqual([
      { kind: 'words', text: 'Hello ' },
      { kind: 'variable', text: '{{ name | capitalize }}', name: 'name' },
      { kind: 'words', text: ', press ' },
      { kind: 'variable', text: '{{key}}', name: 'key' },
      { kind: 'words', text: '.' },
    ]);
  });
  it('loses nothing when its pieces are joined again', () => {
    const odd = '{{ a }}{{}} {{{b}}} }} {{ unfinished';
    expect(
      promptPieces(odd)
        .map(({ text }) => text)
        .join(''),
    ).toBe(odd);
  });
  it('takes about as long as it has words', () => {
    expect(promptSeconds('')).toBe(0);
    expect(promptSeconds('Goodbye.')).toBe(1);
    expect(promptSeconds('To book a visit, press one. For billing, press two.')).toBe(4);
  });
});

describe('a variable', () => {
  it('is read as words', () => {
    expect(readableName('practice_name')).toBe('practice name');
    expect(readableName('main.choice')).toBe('main choice');
    expect(readableName('callerName')).toBe('caller name');
  });
});
