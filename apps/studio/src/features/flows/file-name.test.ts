import { describe, expect, it } from 'vitest';
import { fileNameOf } from './file-name';

describe('fileNameOf', () => {
  it.each([
    ['Riverside Dental, main line', 'riverside-dental-main-line'],
    ['Zahnärzte Süd', 'zahnarzte-sud'],
    ['../../etc', 'etc'],
    ['???', 'flow'],
    ['a'.repeat(200), 'a'.repeat(60)],
  ])('makes of %s a name every system takes', (name, file) => {
    expect(fileNameOf(name)).toBe(file);
  });
});
