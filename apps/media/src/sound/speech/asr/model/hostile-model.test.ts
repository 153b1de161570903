import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOnnxMetadata } from './onnx-metadata.js';
import { readTokens } from './tokens.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-model-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const refused = expect.objectContaining({ code: 'speech.badModel' });

describe('a model made to keep its reader busy', () => {
  it.each([
    ['nothing but fields', new Uint8Array(4_000_000)],
    ['a field of more bytes than there are', Uint8Array.of(8, 7, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ['a number without an end', new Uint8Array(1_000).fill(0xff)],
    ['metadata of more bytes than there are', Uint8Array.of(8, 7, 0x3a, 0, 0x72, 0xff, 0xff, 0xff, 0x7f, 1)],
    ['nothing', new Uint8Array(0)],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => readOnnxMetadata(file('model.onnx', bytes))).toThrow(refused);
  });

  it.each([
    ['a number too high', 'a 0\nb 4294967295\n'],
    ['a line without an end', `a ${' '.repeat(2_000_000)}x\n`],
    ['a gap', 'a 0\nb 400000\n'],
    ['more than any model has', new Uint8Array(33 * 1024 * 1024).fill(10)],
  ])('is refused when its tokens hold %s', (_, content) => {
    expect(() => readTokens(file('tokens.txt', content))).toThrow(refused);
  });
});
