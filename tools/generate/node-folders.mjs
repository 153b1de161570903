import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} NodeFolder
 * @property {string} name the folder's name, kebab-case
 * @property {string} type the node's type: the folder's name in camelCase
 * @property {string} family what it is about, as its definition says: `speak`, `hear`, …; empty when it says nothing
 * @property {boolean} hasBehaviour whether it has its execute.ts already
 * @property {boolean} hasEditor
 * @property {string} docs text of its docs.md
 * @property {readonly string[]} problems files it lacks, or a type that is not its folder's name
 */

/** Where node folders live, below a repository's top. */
export const NODES_SOURCE = join('packages', 'nodes', 'src');

/**
 * Finds every node: a folder with a `definition.ts`.
 * @param {string} root a repository's top folder
 * @returns {NodeFolder[]} by name
 */
export function readNodeFolders(root) {
  const source = join(root, NODES_SOURCE);
  if (!existsSync(source)) return [];
  return readdirSync(source)
    .sort()
    .filter((name) => existsSync(join(source, name, 'definition.ts')))
    .map((name) => readNodeFolder(source, name));
}

/**
 * @param {string} kebab
 * @returns {string} `play-file` becomes `playFile`
 */
export function camelCase(kebab) {
  return kebab.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}

/** @param {string} source @param {string} name @returns {NodeFolder} */
function readNodeFolder(source, name) {
  const has = (/** @type {string} */ file) => existsSync(join(source, name, file));
  return {
    name,
    type: camelCase(name),
    family: /^\s*family: '(\w+)'/m.exec(readFileSync(join(source, name, 'definition.ts'), 'utf8'))?.[1] ?? '',
    hasBehaviour: has('execute.ts'),
    hasEditor: has('editor.tsx'),
    docs: has('docs.md') ? readFileSync(join(source, name, 'docs.md'), 'utf8') : '',
    problems: findProblems(source, name),
  };
}

/** @param {string} source @param {string} name @returns {string[]} */
function findProblems(source, name) {
  const missing = ['execute.ts', 'docs.md', `${name}.test.ts`].filter((file) => !existsSync(join(source, name, file)));
  const type = camelCase(name);
  const definition = readFileSync(join(source, name, 'definition.ts'), 'utf8');
  return [
    ...missing.map((file) => `${NODES_SOURCE}/${name} lacks ${file}.`),
    ...(definition.includes(`type: '${type}'`)
      ? []
      : [`${NODES_SOURCE}/${name}/definition.ts must define type: '${type}'.`]),
  ];
}
