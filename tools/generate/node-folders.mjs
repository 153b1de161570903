import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} NodeFolder
 * @property {string} name the folder's name, kebab-case
 * @property {string} type the node's type: the folder's name in camelCase
 * @property {boolean} hasEditor
 * @property {string} docs text of its docs.md
 */

/** Where node folders live, below a repository's top. */
export const NODES_SOURCE = join('packages', 'nodes', 'src');

/**
 * Finds every node: a folder with a `definition.ts`.
 * @param {string} root a repository's top folder
 * @returns {NodeFolder[]} by name
 * @throws {Error} listing every folder that lacks a file or whose definition has another type than its name says
 */
export function readNodeFolders(root) {
  const source = join(root, NODES_SOURCE);
  if (!existsSync(source)) return [];
  const names = readdirSync(source)
    .sort()
    .filter((name) => existsSync(join(source, name, 'definition.ts')));
  const problems = names.flatMap((name) => findProblems(source, name));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return names.map((name) => ({
    name,
    type: camelCase(name),
    hasEditor: existsSync(join(source, name, 'editor.tsx')),
    docs: readFileSync(join(source, name, 'docs.md'), 'utf8'),
  }));
}

/**
 * @param {string} kebab
 * @returns {string} `play-file` becomes `playFile`
 */
export function camelCase(kebab) {
  return kebab.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
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
