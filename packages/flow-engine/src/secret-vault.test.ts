import { SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { conceal, SecretVault } from './secret-vault.js';

const vault = () => {
  let count = 0;
  return new SecretVault(() => {
    count += 1;
    return `${count}`;
  });
};
const result = (reason: 'digits' | 'timeout', digits?: string): SessionEvent => ({
  event: 'gatherResult',
  gatherId: 'g',
  reason,
  timestamp: 0,
  ...(digits === undefined ? {} : { digits }),
});

describe('a vault', () => {
  it('gives another reference for each value, and the values to who may have them', () => {
    const secrets = vault();
    const references = [secrets.keep('4711'), secrets.keep('4711')];
    expect(references).toEqual(['⟦1⟧', '⟦2⟧']);
    expect(secrets.reveal(`pin=${references[0]}&again=${references[1]}`)).toBe('pin=4711&again=4711');
  });

  it('takes out references it does not know, and knows none once it is cleared', () => {
    const secrets = vault();
    const reference = secrets.keep('4711');
    expect(secrets.reveal('a⟦other⟧b')).toBe('ab');
    secrets.clear();
    expect(secrets.reveal(reference)).toBe('');
  });

  it('forgets the oldest when there are too many', () => {
    const secrets = vault();
    const references = Array.from({ length: 101 }, (_, nth) => secrets.keep(`value ${nth}`));
    expect(references.slice(0, 2).map((one) => secrets.reveal(one))).toEqual(['', 'value 1']);
  });
});

describe('what a secret question reports', () => {
  it('tells that a key was pressed, and not which', () => {
    const key: SessionEvent = { event: 'dtmf', trackId: SERVER_TRACK, digit: '7', phase: 'start', timestamp: 0 };
    expect(conceal(key, vault())).toEqual({ ...key, digit: '*', masked: true });
  });

  it('tells a reference and how many digits there are', () => {
    const secrets = vault();
    const told = conceal(result('digits', '4711'), secrets);
    expect(told).toEqual({ ...result('digits'), secret: '⟦1⟧', digitCount: 4 });
    expect(secrets.reveal('⟦1⟧')).toBe('4711');
  });

  it('keeps too few digits nowhere', () => {
    expect(conceal(result('timeout', '47'), vault())).toEqual({ ...result('timeout'), digitCount: 2 });
  });

  it('leaves alone what holds no digits', () => {
    expect(conceal(result('timeout'), vault())).toEqual(result('timeout'));
  });
});
