import { describe, expect, it } from 'vitest';
import { TextSegments } from './text-segments.js';

const cut = (...pieces: readonly string[]) => {
  const segments = new TextSegments();
  return [...pieces.flatMap((piece) => segments.push(piece)), '|', ...segments.flush()];
};

describe('text of a stream', () => {
  it('begins with a short segment that ends at a comma', () => {
    expect(cut('Well, ', 'we are open ', 'until ten. Good', 'bye')).toEqual([
      'Well,',
      ' we are open until ten.',
      '|',
      ' Goodbye',
    ]);
  });

  it('is cut at 18 letters at first, between words where it can be', () => {
    expect(cut('Our office is closed today because')).toEqual(['Our office is ', '|', 'closed today because']);
    expect(cut('a'.repeat(20))).toEqual(['a'.repeat(18), '|', 'aa']);
  });

  it('is cut at 120 letters later', () => {
    const [first, second] = cut(`Yes, ${'b'.repeat(150)}`);
    expect([first, second]).toEqual(['Yes,', ` ${'b'.repeat(119)}`]);
  });

  it('ends at the marks of Chinese and Western writing', () => {
    expect(cut('你好，', '今天天气很好。我们走吧！')).toEqual(['你好，', '今天天气很好。', '我们走吧！', '|']);
    expect(cut('Ok! Really? Yes.')).toEqual(['Ok!', ' Really?', ' Yes.', '|']);
  });

  it('does not cut a number in two', () => {
    expect(cut('It is 3', '.', '14 or so. Ten')).toEqual(['It is 3.14 or so.', '|', ' Ten']);
  });

  it('is complete whatever pieces it comes in', () => {
    const text = 'One, two. Three is a crowd, as they say! Four? And then 5.5 more, without an end';
    for (const size of [1, 2, 3, 7, 50]) {
      const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
      expect(
        cut(...pieces)
          .filter((one) => one !== '|')
          .join(''),
      ).toBe(text);
    }
  });
});
