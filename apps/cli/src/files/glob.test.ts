import { describe, expect, it } from 'vitest';
import { fitsGlob, globFolder, isGlob } from './glob.js';

describe('a pattern for files', () => {
  it.each([
    ['flows/*.flow.yaml', 'flows/a.flow.yaml', true],
    ['flows/*.flow.yaml', 'flows/b/a.flow.yaml', false],
    ['flows/**/*.flow.yaml', 'flows/a.flow.yaml', true],
    ['flows/**/*.flow.yaml', 'flows/b/c/a.flow.yaml', true],
    ['**', 'a/b', true],
    ['./a?.{yaml,json}', 'a1.json', true],
    ['./a?.{yaml,json}', 'a.json', false],
    ['a.b', 'aXb', false],
    ['a+(b)', 'a+(b)', true],
  ])('%s for %s: %s', (glob, path, fits) => {
    expect(fitsGlob(path, glob)).toBe(fits);
  });

  it('is told from a name, and begins in a folder', () => {
    expect([isGlob('a.flow.yaml'), isGlob('*.yaml')]).toEqual([false, true]);
    expect([globFolder('a/b/**/*.yaml'), globFolder('*.yaml'), globFolder('/*.yaml')]).toEqual(['a/b', '.', '/']);
  });
});
