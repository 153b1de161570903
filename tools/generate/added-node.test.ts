import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formFields } from '../../apps/studio/src/features/editor/inspector/form-fields.js';
import { paletteGroups } from '../../apps/studio/src/features/editor/palette/palette-groups.js';
import { checkFlow, isPublishable, type NodeDefinition } from '../../packages/flow-engine/src/index.js';
import { flowDefinition } from '../../packages/protocol/src/index.js';
import { generate } from '../generate.mjs';
import { repositoryRoot } from '../setup/paths.mjs';
import { scaffoldNode } from './node-scaffold.mjs';

// A copy of the node library inside the clone, so that its imports still find their packages.
const copies = join(repositoryRoot, '.data');
let root = '';
let definitions: readonly NodeDefinition[] = [];

beforeAll(async () => {
  mkdirSync(copies, { recursive: true });
  root = mkdtempSync(join(copies, 'added-node-'));
  cpSync(join(repositoryRoot, 'packages/nodes/src'), join(root, 'packages/nodes/src'), { recursive: true });
  scaffoldNode(root, 'play-music');
  await generate({ root });
  ({ definitions } = await import(join(root, 'packages/nodes/src/index.ts')));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const added = (): NodeDefinition => {
  const definition = definitions.find(({ type }) => type === 'playMusic');
  if (!definition) throw new Error('The added node is not in the catalog.');
  return definition;
};

it('finds an added node folder in the palette', () => {
  expect(paletteGroups(definitions).flatMap((group) => group.definitions)).toContain(added());
});

it('makes a form of its schema', () => {
  const fields = formFields(added());
  expect(fields.length).toBeGreaterThan(0);
  expect(fields.every(({ title }) => title !== '')).toBe(true);
});

it('writes its page among the docs', () => {
  const page = join(root, 'docs/nodes/play-music.md');
  const byType = join(root, 'docs/nodes/playMusic.md');
  const written = existsSync(page) ? page : byType;
  expect(readFileSync(written, 'utf8')).toContain('#');
});

it('lets a flow that uses it be checked, and finds what is wrong with it', () => {
  const { type, config } = added();
  const node = { id: 'music', type, name: 'Music', config: config.parse({}) as Record<string, never> };
  const flow = flowDefinition.parse({ schema: 2, start: 'music', nodes: [node], edges: [], settings: {} });
  const codes = checkFlow(flow, definitions).map(({ code }) => code);
  expect(codes).not.toContain('unknownType');
  const without = definitions.filter((one) => one !== added());
  expect(isPublishable(checkFlow(flow, without))).toBe(false);
});
