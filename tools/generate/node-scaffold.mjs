import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { camelCase, NODES_SOURCE } from './node-folders.mjs';

/**
 * Makes the folder of a new node: complete, running and tested, as something to change. What it does at first is wait.
 * @param {string} root a repository's top folder
 * @param {string} name of the folder, kebab-case
 * @returns {string[]} the files, below `root`
 * @throws {Error} when the name is no folder name or is taken
 */
export function scaffoldNode(root, name) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`"${name}" is no name for a node: lower case and hyphens, as in play-file.`);
  const folder = join(NODES_SOURCE, name);
  if (existsSync(join(root, folder))) throw new Error(`There is a folder ${folder} already.`);
  const type = camelCase(name);
  const words = name.replaceAll('-', ' ');
  const title = words[0]?.toUpperCase() + words.slice(1);
  const files = new Map([
    ['definition.ts', definition(type, title)],
    ['execute.ts', execute(type)],
    ['docs.md', docs(type, title)],
    [`${name}.test.ts`, test(type)],
  ]);
  mkdirSync(join(root, folder), { recursive: true });
  for (const [file, text] of files) writeFileSync(join(root, folder, file), text);
  return [...files.keys()].map((file) => join(folder, file));
}

/** @param {string} type */
function configName(type) {
  return `${type[0]?.toUpperCase()}${type.slice(1)}Config`;
}

/** @param {string} type @param {string} title */
function definition(type, title) {
  const config = configName(type);
  return `import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { milliseconds } from '../shared/fields.js';

/** What the node is set to. */
export const ${config} = z.object({
  waitMs: milliseconds('Wait', 1000, [0, 60_000], { section: 'does' }),
});
export type ${config} = z.infer<typeof ${config}>;

/** Waits, then goes on. */
export const definition = defineNodeType<${config}>({
  type: '${type}',
  version: 1,
  title: '${title}',
  action: '${title}',
  description: 'Waits, then goes on.',
  family: 'data',
  icon: 'timer',
  config: ${config},
  exits: () => [{ name: 'done', label: 'Then', kind: 'next' }],
  summary: ({ waitMs }) => \`\${waitMs / 1000} s\`,
});
`;
}

/** @param {string} type */
function execute(type) {
  const config = configName(type);
  return `import { defineNode } from '@callwright/flow-engine';
import { definition, type ${config} } from './definition.js';

/** Waits as long as it is set to, whatever the caller does. */
export const node = defineNode<${config}, null>({
  definition,
  enter: ({ waitMs }) => ({
    next: 'wait',
    local: null,
    effects: [{ effect: 'startTimer', timerId: 'wait', afterMs: waitMs }],
  }),
  on: (event) => (event.event === 'timerFired' ? { next: 'exit', exit: 'done' } : { next: 'wait', local: null }),
});
`;
}

/** @param {string} type @param {string} title */
function docs(type, title) {
  return `# ${title}

Waits, then goes on.

## What the caller hears
Nothing.

## Settings
- **Wait**: how long.

## Ways out
- **Then**: always.

## Example
\`\`\`yaml
steps:
  pause:
    type: ${type}
    name: ${title}
    config: { waitMs: 1000 }
    exits:
      done: goodbye
  goodbye:
    type: hangup
    name: Goodbye
    config: { text: Goodbye. }
\`\`\`
`;
}

/** @param {string} type */
function test(type) {
  return `import { type CallOptions, callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';

const coverage = new NodeCoverage('${type}');
const call = (waitMs: number, script?: CallOptions['script']) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({ steps: { it: ['${type}', { waitMs }], bye: ['hangup'] }, lines: [['it', 'done', 'bye']] }),
      nodeTypes,
      script,
    }),
  );

describe('${type}', () => {
  it('goes on after as long as it is set to', () => {
    const { exits, durationMs } = call(500);
    expect(exits).toEqual(['it.done']);
    expect(durationMs).toBe(500);
  });

  it('does not mind a key', () => {
    expect(call(500, (caller) => caller.presses('5', { afterMs: 100 })).durationMs).toBe(500);
  });

  it('ends with the call', () => {
    const { exits, instance } = call(500, (caller) => caller.hangsUp({ afterMs: 100 }));
    expect(exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
`;
}
