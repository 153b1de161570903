import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import { SealedBox } from './sealed-box.js';

const boxWith = (encryptionKey: string) =>
  new SealedBox(
    readConfig({
      CALLWRIGHT_CONTROL_SECRET: 'c'.repeat(32),
      CALLWRIGHT_ENCRYPTION_KEY: encryptionKey,
      DATABASE_URL: 'postgresql://localhost/x',
    }),
  );
const box = boxWith('k'.repeat(32));

describe('SealedBox', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const [first, second] = [box.seal('open sesame', 'w/a'), box.seal('open sesame', 'w/a')];
    expect(box.open(first, 'w/a')).toBe('open sesame');
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    expect(Buffer.from(first).includes('sesame')).toBe(false);
  });

  it('refuses another key, another place and a changed byte', () => {
    const sealed = box.seal('open sesame', 'w/a');
    expect(() => boxWith('j'.repeat(32)).open(sealed, 'w/a')).toThrow(/does not open/);
    expect(() => box.open(sealed, 'w/b')).toThrow(/does not open/);
    const changed = Uint8Array.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => box.open(changed, 'w/a')).toThrow(/does not open/);
  });
});
