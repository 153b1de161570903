import { scaffoldNode } from './generate/node-scaffold.mjs';
import { generate } from './generate.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { repositoryRoot } from './setup/paths.mjs';

await runAsProgram(import.meta.url, async () => {
  const name = process.argv[2];
  if (!name) throw new Error('Usage: npm run new:node <name>, for example npm run new:node play-music');
  const files = scaffoldNode(repositoryRoot, name);
  const { changed } = await generate({});
  console.log(`Made:\n${[...files, ...changed].map((file) => `  ${file}`).join('\n')}`);
});
