import { describe, expect, it } from 'vitest';
import { withholdSecrets } from './withhold-secrets.js';

const CARD = '4111111111111111';
const hidden = (value: Parameters<typeof withholdSecrets>[0], secret = CARD) =>
  withholdSecrets(value, [['⟦card⟧', secret]]);

describe('an answer as a flow may remember it', () => {
  it('has what stands for a secret in the place of the secret, however deep it is repeated', () => {
    const answer = { a: [`card ${CARD} is fine`, { [CARD]: true }], number: Number(CARD), none: null };
    expect(hidden(answer)).toEqual({
      a: ['card ⟦card⟧ is fine', { '⟦card⟧': true }],
      number: '⟦card⟧',
      none: null,
    });
  });

  it('has none of it as it stands in a URL either', () => {
    expect(hidden({ at: 'https://x.example/?key=a%2Fb%20c%3D%3D' }, 'a/b c==')).toEqual({
      at: 'https://x.example/?key=⟦card⟧',
    });
  });

  it('keeps what only happens to hold a short secret', () => {
    expect(hidden(['code 4711.', 'order 94711', 4711, 47_110], '4711')).toEqual([
      'code ⟦card⟧.',
      'order 94711',
      '⟦card⟧',
      47_110,
    ]);
    expect(hidden(['a 1-2.3$', '1-2x3$'], '1-2.3$')).toEqual(['a ⟦card⟧', '1-2x3$']);
    expect(hidden(['123', '12 123 4', 123], '123')).toEqual(['⟦card⟧', '12 123 4', '⟦card⟧']);
  });

  it('stands for no secret by what it says itself', () => {
    expect(withholdSecrets({ a: 'x⟦card⟧y', '⟦card⟧': 1 }, [])).toEqual({ a: 'xy', '': 1 });
  });

  it('may have names that mean something else elsewhere', () => {
    const answer = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
    const told = hidden(answer);
    expect(JSON.stringify(told)).toBe('{"__proto__":{"a":1},"constructor":2}');
  });
});
