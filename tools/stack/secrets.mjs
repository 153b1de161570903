import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = /** @type {const} */ (['CALLWRIGHT_CONTROL_SECRET', 'CALLWRIGHT_ENCRYPTION_KEY']);

/**
 * The secrets of this installation: those of the environment, else those made on the first start and kept in
 * `<dataDir>/secrets.json`, readable by its owner alone. Losing the file loses every stored secret.
 * @param {string} dataDir
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<(typeof NAMES)[number], string>}
 */
export function ensureSecrets(dataDir, env) {
  const file = join(dataDir, 'secrets.json');
  const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const complete = Object.fromEntries(
    NAMES.map((name) => [name, stored[name] ?? randomBytes(32).toString('base64url')]),
  );
  if (NAMES.some((name) => !stored[name])) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${file}.unfinished`, `${JSON.stringify(complete, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.unfinished`, file);
  }
  return /** @type {Record<(typeof NAMES)[number], string>} */ (
    Object.fromEntries(NAMES.map((name) => [name, env[name] || complete[name]]))
  );
}
