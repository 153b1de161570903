import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../setup/paths.mjs';

// Prisma's schema engine as the wasm module on npm: the native one is a download from elsewhere. Its own `createMigration`
// and its `migrations` source want a shadow database that the PostgreSQL adapter cannot give them, so it is used for one
// thing only: what would turn this database into that schema.

// In the adapter's numbering; PostgreSQL's own "char" (oid 18) is one character.
const CHARACTER = 6;
const CHAR_OID = 18;
const BPCHAR_OID = 1042;

const fromApi = createRequire(join(repositoryRoot, 'apps', 'api', 'package.json'));
const fromRoot = createRequire(join(repositoryRoot, 'package.json'));

/**
 * The SQL that turns a database into what a Prisma schema says.
 * @param {string} url of the database as it is
 * @param {{ path: string, content: string }} schema
 * @returns {Promise<string>} empty when they agree
 */
export async function diffToSchema(url, schema) {
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined,
    createAdapter(url),
  );
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: dirname(schema.path) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return withoutComment(stdout ?? '');
  } finally {
    engine.free();
  }
}

/** @type {Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> | undefined} */
let loaded;

/** Once only: the module keeps its memory in one variable. */
function loadEngine() {
  loaded ??= instantiateEngine();
  return loaded;
}

async function instantiateEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const file = join(dirname(fromRoot.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
  const module = new WebAssembly.Module(readFileSync(file));
  const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  // The module reports its panics to a global of this name.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (/** @type {string} */ text) => console.error(text) },
  });
  /** @type {() => void} */ (instance.exports.__wbindgen_start)();
  return bindings;
}

/** @param {string} url */
function createAdapter(url) {
  const { PrismaPg } = fromApi('@prisma/adapter-pg');
  const { bindMigrationAwareSqlAdapterFactory } = createRequire(fromApi.resolve('@prisma/adapter-pg'))(
    '@prisma/driver-adapter-utils',
  );
  const factory = new PrismaPg({ connectionString: url });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => letCharThrough(await connect());
  return bindMigrationAwareSqlAdapterFactory(factory);
}

/**
 * The catalog has columns of type "char", which the adapter refuses: they are passed off as character(1).
 * @param {any} adapter
 */
function letCharThrough(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  /** @type {Set<string>} */
  const charColumns = new Set();
  adapter.performIO = async (/** @type {unknown} */ query) => {
    const result = await performIO(query);
    for (const field of result.fields) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = BPCHAR_OID;
      charColumns.add(field.name);
    }
    return result;
  };
  adapter.queryRaw = async (/** @type {unknown} */ query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((/** @type {number} */ type, /** @type {number} */ index) =>
      charColumns.has(result.columnNames[index]) ? CHARACTER : type,
    );
    return { ...result, columnTypes };
  };
  return adapter;
}

/** @param {string} script */
function withoutComment(script) {
  return script.trim() === '-- This is an empty migration.' ? '' : script.trim();
}
