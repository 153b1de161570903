import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** A text that stands where it must not: in which file, or in which table. */
export type Trace = { readonly where: string; readonly text: string };

/**
 * Searches everything that was written for texts: every file below a folder, whatever it is of (journals, recordings,
 * caches, logs, the database's own), and every row of every table as the database reads it.
 */
export const findWritten = async (
  texts: readonly string[],
  { dataDir, databaseUrl }: { readonly dataDir: string; readonly databaseUrl: string },
): Promise<readonly Trace[]> => {
  const forms = texts.flatMap((text) => formsOf(text).map((form) => ({ text, form: Buffer.from(form, 'latin1') })));
  const inFiles = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = readIfThere(path);
      return forms.filter(({ form }) => content.includes(form)).map(({ text }) => ({ where: path, text }));
    });
  return [...inFiles, ...(await findInTables(texts, databaseUrl))];
};

/** A text as it is, as base64 at each of its three alignments, in hex, and as UTF-16. */
const formsOf = (text: string): readonly string[] => {
  const aligned = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${'\0'.repeat(shift)}${text}`).toString('base64');
    // What depends on the neighbours is left out.
    return encoded.slice(shift === 0 ? 0 : 4, Math.floor((text.length + shift) / 3) * 4);
  });
  return [text, ...aligned, Buffer.from(text).toString('hex'), [...text].join('\0')];
};

const findInTables = async (texts: readonly string[], databaseUrl: string): Promise<readonly Trace[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const found: Trace[] = [];
    for (const { name } of tables) {
      for (const text of texts) {
        const { rowCount } = await client.query(`select 1 from ${name} as r where r::text like $1 limit 1`, [
          `%${text}%`,
        ]);
        if (rowCount) found.push({ where: name, text });
      }
    }
    return found;
  } finally {
    await client.end();
  }
};

// A database may take a file of its own away while it is looked at.
const readIfThere = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
};
