import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SCRIPT_SETTINGS } from './settings.mjs';

const PAGE = join('docs', 'config.md');
const INTRO = `<!-- Made by \`npm run generate\` from each app's configuration schema. Do not edit. -->

# Settings

Every setting is an environment variable with a default that works on a fresh machine. A wrong or unknown \`CALLWRIGHT_*\`
setting stops the start with the full list. \`npm start\` gives each app the settings it knows.
`;

/**
 * The page of all settings.
 * @param {string} root a repository's top folder
 * @returns {Promise<Map<string, string>>} nothing when no app has settings
 */
export async function formatConfigPage(root) {
  const apps = listApps(root);
  if (apps.length === 0) return new Map();
  const sections = [formatSection('Scripts', SCRIPT_SETTINGS)];
  for (const { name, source } of apps) sections.push(formatSection(`apps/${name}`, await readSettings(root, source)));
  return new Map([[PAGE, `${INTRO}\n${sections.join('\n')}`]]);
}

/** @param {string} root */
function listApps(root) {
  const folder = join(root, 'apps');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, source: join(folder, name, 'src', 'platform', 'config.ts') }))
    .filter(({ source }) => existsSync(source));
}

/** @param {string} root @param {string} source @returns {Promise<import('./settings.mjs').Setting[]>} */
async function readSettings(root, source) {
  const fromRoot = createRequire(join(root, 'package.json'));
  // The schema is code; Vite, which Vitest brings, runs it from source, so that the page never lags behind a build.
  const vitePath = createRequire(fromRoot.resolve('vitest/package.json')).resolve('vite');
  const { runnerImport } = await import(pathToFileURL(vitePath).href);
  const { module } = await runnerImport(source, { root, logLevel: 'error', configFile: false });
  const schema = Object.entries(module).find(([name]) => name.toLowerCase().endsWith('configschema'))?.[1];
  if (!schema) throw new Error(`${source} must export its zod schema as configSchema.`);
  const { properties = {} } = fromRoot('zod').z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, field]) => ({
    name,
    fallback: field.default === undefined ? 'none' : String(field.default),
    text: field.description ?? '',
  }));
}

/** @param {string} title @param {readonly import('./settings.mjs').Setting[]} settings */
function formatSection(title, settings) {
  const rows = settings.map(
    ({ name, fallback, text }) => `| \`${name}\` | ${formatCell(fallback)} | ${formatCell(text)} |\n`,
  );
  return `## ${title}\n\n| setting | default | what it does |\n| --- | --- | --- |\n${rows.join('')}`;
}

/** @param {string} text */
function formatCell(text) {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim() || '(empty)';
}
