import { join } from 'node:path';
import { NODES_SOURCE } from './node-folders.mjs';

const HEADER = '// Made by `npm run generate` from the node folders beside this file. Do not edit.\n';

/**
 * The catalog's entry points: what nodes are, what they do, how their forms look, what their pages say. They are apart
 * so that React stays in the studio and behaviour out of it.
 * @param {readonly import('./node-folders.mjs').NodeFolder[]} folders
 * @returns {Map<string, string>} text by path below the repository's top
 */
export function formatNodeCatalog(folders) {
  return new Map([
    [join(NODES_SOURCE, 'definitions.generated.ts'), formatDefinitions(folders)],
    [join(NODES_SOURCE, 'executors.generated.ts'), formatExecutors(folders)],
    [join(NODES_SOURCE, 'editors.generated.ts'), formatEditors(folders)],
    [join(NODES_SOURCE, 'docs.generated.ts'), formatDocs(folders)],
  ]);
}

/** @param {readonly import('./node-folders.mjs').NodeFolder[]} folders */
function formatDefinitions(folders) {
  return `${HEADER}import type { NodeDefinition } from '@callwright/flow-engine';
${importLines(folders, 'definition', 'definition')}
/** The face of every node type, in the order of their names. */
export const definitions: readonly NodeDefinition[] = [
${folders.map(({ type }) => `  ${type}Definition,\n`).join('')}];

/** The same by node type. */
export const definitionByType: ReadonlyMap<string, NodeDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
`;
}

/** @param {readonly import('./node-folders.mjs').NodeFolder[]} folders */
function formatExecutors(folders) {
  const withBehaviour = folders.filter(({ hasBehaviour }) => hasBehaviour);
  return `${HEADER}import type { NodeType } from '@callwright/flow-engine';
${importLines(withBehaviour, 'node', 'execute')}
/** The behaviour of every node type, in the order of their names. */
export const executors: readonly NodeType[] = [
${withBehaviour.map(({ type }) => `  ${type}Node,\n`).join('')}];
`;
}

/** @param {readonly import('./node-folders.mjs').NodeFolder[]} folders */
function formatEditors(folders) {
  const withEditor = folders.filter(({ hasEditor }) => hasEditor);
  return `${HEADER}${importLines(withEditor, 'Editor', 'editor')}
/** The forms of those node types for which the generated form is not enough, by type. */
export const editors = {
${withEditor.map(({ type }) => `  ${type}: ${type}Editor,\n`).join('')}};
`;
}

/** @param {readonly import('./node-folders.mjs').NodeFolder[]} folders */
function formatDocs(folders) {
  return `${HEADER}
/** The page of every node type (Markdown), by type. */
export const nodeDocs: Readonly<Record<string, string>> = {
${folders.map(({ type, docs }) => `  ${type}: ${JSON.stringify(docs)},\n`).join('')}};
`;
}

/**
 * @param {readonly import('./node-folders.mjs').NodeFolder[]} folders
 * @param {'definition' | 'node' | 'Editor'} exported
 * @param {string} file
 */
function importLines(folders, exported, file) {
  const suffix = exported[0]?.toUpperCase() + exported.slice(1);
  return folders
    .map(({ name, type }) => `import { ${exported} as ${type}${suffix} } from './${name}/${file}.js';\n`)
    .join('');
}
