import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatConfigPage } from './generate/config-page.mjs';
import { compareGenerated, writeGenerated } from './generate/files.mjs';
import { formatNodeCatalog } from './generate/node-catalog.mjs';
import { readNodeFolders } from './generate/node-folders.mjs';
import { formatNodePages, NODE_PAGES } from './generate/node-pages.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { repositoryRoot } from './setup/paths.mjs';

/**
 * Every file that is made from other files, as it should be now.
 * @param {string} [root] a repository's top folder
 * @returns {Promise<Map<string, string>>} text by path below `root`
 */
export async function generateAll(root = repositoryRoot) {
  const folders = readNodeFolders(root);
  return new Map([...formatNodeCatalog(folders), ...formatNodePages(folders), ...(await formatConfigPage(root))]);
}

/**
 * Brings the generated files up to date, or only says which are not.
 * @param {{ root?: string, isCheck?: boolean }} options
 * @returns {Promise<string[]>} the paths that were (or are) stale or left over
 */
export async function generate({ root = repositoryRoot, isCheck = false }) {
  const wanted = await generateAll(root);
  const difference = compareGenerated(root, wanted, [NODE_PAGES]);
  if (!isCheck) writeGenerated(root, wanted, difference);
  return [...difference.stale, ...difference.left];
}

await runAsProgram(import.meta.url, async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, root: { type: 'string' } } });
  const stale = await generate({ root: values.root ? resolve(values.root) : undefined, isCheck: values.check });
  if (stale.length === 0) return 0;
  console.log(
    `${values.check ? 'Stale; run `npm run generate`' : 'Written'}:\n${stale.map((path) => `  ${path}`).join('\n')}`,
  );
  return values.check ? 1 : 0;
});
