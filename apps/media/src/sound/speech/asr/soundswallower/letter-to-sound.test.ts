import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { letterToSound } from './letter-to-sound.js';

it('says words no dictionary knows', () => {
  expect(letterToSound('callwright')).toBe('K AE L R AY T');
  expect(letterToSound('takos')).toBe('T AE K OW Z');
  expect(letterToSound('vonfield')).toBe('V AA N F IY L D');
  expect(letterToSound('quickship')).toBe('K W IH K SH IH P');
});

it('spells what has no vowel', () => {
  expect(letterToSound('sms')).toBe('EH S EH M EH S');
});

it('passes over what is no letter', () => {
  expect(letterToSound("o'neal")).toBe(letterToSound('oneal'));
  expect(letterToSound("'")).toBe('');
});

it('comes within a fifth of the sounds of the dictionary', async () => {
  const path = fileURLToPath(new URL('./model/en-us/dict.txt', import.meta.resolve('soundswallower')));
  const entries = (await readFile(path, 'utf8')).split('\n').map((line) => line.split(/\s+/));
  const words = entries.filter(([word = '']) => /^[a-z]{4,10}$/.test(word)).filter((_, index) => index % 50 === 0);
  let wrong = 0;
  let total = 0;
  for (const [word = '', ...sounds] of words) {
    wrong += editDistance(letterToSound(word).split(' '), sounds);
    total += sounds.length;
  }
  expect(words.length).toBeGreaterThan(1000);
  expect(wrong / total).toBeLessThan(0.2);
});

function editDistance(one: readonly string[], other: readonly string[]): number {
  let row = other.map((_, index) => index + 1);
  for (const [at, sound] of one.entries()) {
    let left = at + 1;
    let diagonal = at;
    row = row.map((above, index) => {
      left = Math.min(above + 1, left + 1, diagonal + (other[index] === sound ? 0 : 1));
      diagonal = above;
      return left;
    });
  }
  return row.at(-1) ?? one.length;
}
