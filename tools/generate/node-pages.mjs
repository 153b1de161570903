import { join } from 'node:path';
import { NODES_SOURCE } from './node-folders.mjs';

/** Where the pages go, below a repository's top. */
export const NODE_PAGES = join('docs', 'nodes');

/**
 * A page for each node type and a list of them.
 * @param {readonly import('./node-folders.mjs').NodeFolder[]} folders
 * @returns {Map<string, string>} text by path below the repository's top
 */
export function formatNodePages(folders) {
  const pages = folders.map(
    ({ name, type, docs }) => /** @type {const} */ ([join(NODE_PAGES, `${type}.md`), formatPage(name, docs)]),
  );
  return new Map([[join(NODE_PAGES, 'README.md'), formatList(folders)], ...pages]);
}

/** @param {string} name @param {string} docs */
function formatPage(name, docs) {
  return `<!-- Made by \`npm run generate\` from ${NODES_SOURCE}/${name}/docs.md. Do not edit. -->\n\n${docs.trim()}\n`;
}

/** In the order of a call, as in the studio's palette. Others stand at the end. */
const FAMILIES = new Map([
  ['speak', 'Speak'],
  ['hear', 'Hear'],
  ['decide', 'Decide'],
  ['connect', 'Connect'],
  ['data', 'Data'],
  ['end', 'End'],
]);

/** @param {readonly import('./node-folders.mjs').NodeFolder[]} folders */
function formatList(folders) {
  const others = folders.filter(({ family }) => !FAMILIES.has(family));
  const groups = [...FAMILIES].map(([family, title]) =>
    formatGroup(
      title,
      folders.filter((folder) => folder.family === family),
    ),
  );
  return `<!-- Made by \`npm run generate\`. Do not edit. -->

# Nodes

What a flow can be made of: each kind of step, by what it is for. A page says what callers hear, what can be set, where a
call goes on, and shows the step as it stands in a [flow file](../flow-files.md), with its ways out by their names there.

${[...groups, formatGroup('Others', others)].filter(Boolean).join('\n')}`;
}

/** @param {string} title @param {readonly import('./node-folders.mjs').NodeFolder[]} folders */
function formatGroup(title, folders) {
  const lines = folders.map(
    ({ type, docs }) => `- [${titleOf(docs) ?? type}](${type}.md)${introOf(docs)} \`${type}\`\n`,
  );
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('')}`;
}

/** @param {string} docs */
function titleOf(docs) {
  return docs.match(/^#\s+(.+)$/m)?.[1]?.trim();
}

/** @param {string} docs @returns {string} the first sentence below the title, as an addition to a list entry */
function introOf(docs) {
  const paragraph = docs.split(/\n\s*\n/).find((part) => part.trim() && !part.startsWith('#'));
  const sentence = paragraph
    ?.replace(/\s+/g, ' ')
    .trim()
    .match(/^.*?[.!?](?=\s|$)/)?.[0];
  return sentence ? `: ${sentence}` : '';
}
