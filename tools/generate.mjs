import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatConfigPage } from './generate/config-page.mjs';
import { compareGenerated, writeGenerated } from './generate/files.mjs';
import { formatFlowTemplates } from './generate/flow-templates.mjs';
import { formatNodeCatalog } from './generate/node-catalog.mjs';
import { readNodeFolders } from './generate/node-folders.mjs';
import { formatNodePages, NODE_PAGES } from './generate/node-pages.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { repositoryRoot } from './setup/paths.mjs';

/**
 * Brings the generated files up to date, or only says which are not.
 * @param {{ root?: string, isCheck?: boolean }} options `root` is a repository's top folder
 * @returns {Promise<{ changed: string[], problems: string[] }>} the paths that were (or are) stale or left over, and what
 *   is wrong with the folders they are made from
 */
export async function generate({ root = repositoryRoot, isCheck = false }) {
  const folders = readNodeFolders(root);
  const wanted = new Map([
    ...formatNodeCatalog(folders),
    ...formatNodePages(folders),
    ...formatFlowTemplates(root),
    ...(await formatConfigPage(root)),
  ]);
  const difference = compareGenerated(root, wanted, [NODE_PAGES]);
  if (!isCheck) writeGenerated(root, wanted, difference);
  return { changed: [...difference.stale, ...difference.left], problems: folders.flatMap(({ problems }) => problems) };
}

await runAsProgram(import.meta.url, async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, root: { type: 'string' } } });
  const { changed, problems } = await generate({
    root: values.root ? resolve(values.root) : undefined,
    isCheck: values.check,
  });
  for (const path of changed) console.log(`${values.check ? 'stale (run `npm run generate`)' : 'written'}: ${path}`);
  for (const problem of problems) console.log(problem);
  return problems.length > 0 || (values.check && changed.length > 0) ? 1 : 0;
});
