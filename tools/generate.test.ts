import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODES_SOURCE } from './generate/node-folders.mjs';
import { scaffoldNode } from './generate/node-scaffold.mjs';
import { generate } from './generate.mjs';
import { repositoryRoot } from './setup/paths.mjs';

let root: string;
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'callwright-generate-'));
  cpSync(join(repositoryRoot, NODES_SOURCE), join(root, NODES_SOURCE), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a new node folder', () => {
  beforeEach(async () => {
    await generate({ root });
    scaffoldNode(root, 'wait-a-moment');
  });

  it('makes the generated files stale until they are made again', async () => {
    expect((await generate({ root, isCheck: true })).changed).toContain(join(NODES_SOURCE, 'definitions.generated.ts'));
    await generate({ root });
    expect((await generate({ root, isCheck: true })).changed).toEqual([]);
  });

  it('is found in the catalog, with its behaviour and its docs, by no other edit', async () => {
    await generate({ root });
    const source = join(root, NODES_SOURCE);
    const { definitionByType } = await import(join(source, 'definitions.generated.ts'));
    const { executors } = await import(join(source, 'executors.generated.ts'));
    const { nodeDocs } = await import(join(source, 'docs.generated.ts'));
    expect(definitionByType.get('waitAMoment')).toMatchObject({ title: 'Wait a moment' });
    expect(executors.map(({ definition }: { definition: { type: string } }) => definition.type)).toContain(
      'waitAMoment',
    );
    expect(nodeDocs.waitAMoment).toContain('# Wait a moment');
    expect(read('docs', 'nodes', 'waitAMoment.md')).toContain('# Wait a moment');
    expect(read('docs', 'nodes', 'README.md')).toContain(
      '- [Wait a moment](waitAMoment.md): Waits, then goes on. `waitAMoment`',
    );
  });

  it('leaves nothing behind when it is removed', async () => {
    await generate({ root });
    rmSync(join(root, NODES_SOURCE, 'wait-a-moment'), { recursive: true });
    expect((await generate({ root })).changed).toContain(join('docs', 'nodes', 'waitAMoment.md'));
    expect((await generate({ root, isCheck: true })).changed).toEqual([]);
  });
});

describe('an incomplete node folder', () => {
  it('is named with every file it lacks', async () => {
    mkdirSync(join(root, NODES_SOURCE, 'half'));
    writeFileSync(join(root, NODES_SOURCE, 'half', 'definition.ts'), "export const definition = { type: 'half' };");
    const { problems } = await generate({ root, isCheck: true });
    expect(problems.filter((problem) => problem.includes('/half '))).toEqual(
      ['execute.ts', 'docs.md', 'half.test.ts'].map((file) => `${NODES_SOURCE}/half lacks ${file}.`),
    );
  });

  it('is told that its type must be its name', async () => {
    scaffoldNode(root, 'one-thing');
    const file = join(root, NODES_SOURCE, 'one-thing', 'definition.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace("'oneThing'", "'another'"));
    expect((await generate({ root, isCheck: true })).problems).toContain(
      `${NODES_SOURCE}/one-thing/definition.ts must define type: 'oneThing'.`,
    );
  });
});

it('refuses a name that is no folder name, or is taken', () => {
  expect(() => scaffoldNode(root, 'Wait')).toThrow(/no name for a node/);
  expect(() => scaffoldNode(root, '../wait')).toThrow(/no name for a node/);
  scaffoldNode(root, 'another-thing');
  expect(() => scaffoldNode(root, 'another-thing')).toThrow(/already/);
});
