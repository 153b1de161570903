import { describe, expect, it } from 'vitest';
import { nameOfAddress } from './use-played-name';

describe('nameOfAddress', () => {
  it.each([
    ['https://files.test/a/closed%20now.wav?v=2', 'closed now'],
    ['music/waltz.wav', 'waltz'],
    ['https://files.test/', null],
    ['100%.wav', '100%.wav'],
    ['tone:beep', 'aTone'],
    ['recording:vm.5.1', 'theMessage'],
  ])('names %s %s', (address, name) => {
    expect(nameOfAddress(address)).toBe(name);
  });
});
