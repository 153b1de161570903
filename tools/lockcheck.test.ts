import { expect, it } from 'vitest';
import { findHoles } from './lockcheck.mjs';

it('finds the binary of another platform that is named and not held', () => {
  const packages = {
    '': {},
    'node_modules/tool': { optionalDependencies: { '@tool/linux': '1.0.0', '@tool/darwin': '1.0.0' } },
    'node_modules/@tool/linux': {},
  };
  expect(findHoles({ packages })).toEqual(['@tool/darwin, wanted by node_modules/tool']);
});

it('looks where Node looks: in nested folders first, then further up', () => {
  const packages = {
    'apps/media': { optionalDependencies: { a: '1', b: '1', c: '1' } },
    'apps/media/node_modules/a': {},
    'node_modules/b': { optionalDependencies: { d: '1', e: '1' } },
    'node_modules/b/node_modules/d': {},
    'node_modules/e': {},
  };
  expect(findHoles({ packages })).toEqual(['c, wanted by apps/media']);
});

it('tolerates an accelerator that has a fallback', () => {
  const packages = {
    'node_modules/msgpackr-extract': { optionalDependencies: { '@msgpackr-extract/darwin-arm64': '3' } },
  };
  expect(findHoles({ packages })).toEqual([]);
});
