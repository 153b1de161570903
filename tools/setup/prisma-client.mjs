import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from './command.mjs';
import { fingerprint, fingerprintOfFiles, isStamped, writeStamp } from './fingerprint.mjs';
import { repositoryRoot, setupLogDir } from './paths.mjs';

const GENERATED = join('apps', 'api', 'src', 'platform', 'prisma', 'generated');

/**
 * Generates the database client when the schema or Prisma has changed.
 * @param {{ progress: import('./progress.mjs').Progress, root?: string }} options
 * @returns {Promise<boolean>} whether it was generated
 */
export async function ensurePrismaClient({ progress, root = repositoryRoot }) {
  const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'].map((file) =>
    join(root, file),
  );
  const stamp = fingerprint([fingerprintOfFiles(inputs)]);
  const stampFile = join(root, GENERATED, '.callwright-stamp');
  if (!existsSync(join(root, 'prisma', 'schema.prisma')) || isStamped(stampFile, stamp)) return false;
  await progress.step('Generating the database client', () => runPrisma(['generate'], root));
  writeStamp(stampFile, stamp);
  return true;
}

/**
 * Runs one of Prisma's commands that work without its native engine.
 * @param {readonly string[]} args `generate`, `validate` or `format`; the others would seem to succeed and do nothing
 * @param {string} [root]
 */
export async function runPrisma(args, root = repositoryRoot) {
  if (!['generate', 'validate', 'format'].includes(args[0] ?? '')) {
    throw new Error(
      `"prisma ${args[0]}" needs an engine that npm does not carry; see tools/migrate.mjs and tools/migration.mjs.`,
    );
  }
  // Prisma insists on an engine file being there before it finds out that these commands do not use it.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const command = /** @type {const} */ ([
    process.execPath,
    join(root, 'node_modules', 'prisma', 'build', 'index.js'),
    ...args,
  ]);
  await runLogged(command, { cwd: root, env, logFile: join(setupLogDir, 'prisma.log') });
}
