import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsDir } from './migrate.mjs';
import { missingMigration } from './migration/compare.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { runPrisma } from './setup/prisma-client.mjs';

// What Prisma wants to find beside its migrations.
const LOCK_FILE = '# Written by npm run db:migration.\nprovider = "postgresql"\n';

/**
 * Writes the migration that the schema's last change needs.
 * @param {string} title what changes, in lower case and underscores
 * @param {Date} now gives the folder its place in the order
 * @returns {Promise<string | undefined>} the new file's path; undefined when nothing has changed
 */
export async function createMigration(title, now) {
  await runPrisma(['validate']);
  const sql = await missingMigration();
  if (!sql) return undefined;
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsDir, `${stamp}_${title}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`);
  const lockFile = join(migrationsDir, 'migration_lock.toml');
  if (!existsSync(lockFile)) writeFileSync(lockFile, LOCK_FILE);
  return join(folder, 'migration.sql');
}

await runAsProgram(import.meta.url, async () => {
  const title = process.argv[2];
  if (!title || !/^[a-z0-9_]+$/.test(title)) throw new Error('Usage: npm run db:migration -- <what_changes>');
  const file = await createMigration(title, new Date());
  console.log(
    file ? `Written: ${file}\nRead it before you commit it.` : 'The migrations already make what the schema says.',
  );
});
