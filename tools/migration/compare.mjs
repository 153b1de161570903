import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, migrationsDir } from '../migrate.mjs';
import { startPostgres } from '../postgres/start-postgres.mjs';
import { repositoryRoot } from '../setup/paths.mjs';
import { diffToSchema } from './schema-engine.mjs';

/**
 * What the migrations still lack to make the database of the schema. They are run on an empty database that exists for
 * this alone.
 * @param {{ schemaFile?: string, dir?: string }} [options]
 * @returns {Promise<string>} SQL; empty when the schema and the migrations agree
 */
export async function missingMigration({
  schemaFile = join(repositoryRoot, 'prisma', 'schema.prisma'),
  dir = migrationsDir,
} = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-schema-'));
  const postgres = await startPostgres({ dataDir, isDurable: false });
  try {
    await migrate(postgres.url, dir);
    return await diffToSchema(postgres.url, { path: schemaFile, content: readFileSync(schemaFile, 'utf8') });
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
