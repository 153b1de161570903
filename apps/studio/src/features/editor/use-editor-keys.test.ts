import { describe, expect, it } from 'vitest';
import { keyName } from './use-editor-keys';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('the name of a key', () => {
  it('is the same for small and capital letters', () => {
    expect(press('z', { ctrlKey: true })).toBe('Ctrl Z');
    expect(press('P', { ctrlKey: true, shiftKey: true })).toBe('Ctrl Shift P');
  });
  it('takes Command for Control', () => {
    expect(press('z', { metaKey: true })).toBe('Ctrl Z');
  });
  it('has no Shift where the sign needs it anyway', () => {
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('+', { shiftKey: true })).toBe('+');
  });
  it('keeps Shift and Alt with keys that are no signs', () => {
    expect(press('Tab', { shiftKey: true })).toBe('Shift Tab');
    expect(press('ArrowRight', { altKey: true })).toBe('Alt ArrowRight');
  });
});
