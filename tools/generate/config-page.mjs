import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SCRIPT_SETTINGS } from './settings.mjs';

const PAGE = join('docs', 'config.md');
const INTRO = `<!-- Made by \`npm run generate\` from each app's configuration schema. Do not edit. -->

# Settings

Every setting is an environment variable with a default that works on a fresh machine. A wrong or unknown \`CALLWRIGHT_*\`
setting stops the start with the full list. \`npm start\` hands each app the settings it knows.
`;

/**
 * The page of all settings, or nothing while an app has not been built yet: its schema is read from the built module.
 * @param {string} root a repository's top folder
 * @returns {Promise<Map<string, string>>}
 */
export async function formatConfigPage(root) {
  const apps = listApps(root);
  if (apps.length === 0 || !apps.every(({ built }) => existsSync(built))) return new Map();
  const sections = [formatSection('Scripts', SCRIPT_SETTINGS)];
  for (const { name, built } of apps) sections.push(formatSection(`apps/${name}`, await readSettings(root, built)));
  return new Map([[PAGE, `${INTRO}\n${sections.join('\n')}`]]);
}

/**
 * The names of the settings that one app understands.
 * @param {string} root
 * @param {string} app its folder's name
 * @returns {Promise<string[]>} empty while it has not been built
 */
export async function readSettingNames(root, app) {
  const built = builtConfig(root, app);
  return existsSync(built) ? (await readSettings(root, built)).map(({ name }) => name) : [];
}

/** @param {string} root */
function listApps(root) {
  const folder = join(root, 'apps');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, 'src', 'platform', 'config.ts')))
    .map((name) => ({ name, built: builtConfig(root, name) }));
}

/** @param {string} root @param {string} app */
function builtConfig(root, app) {
  return join(root, 'apps', app, 'dist', 'platform', 'config.js');
}

/** @param {string} root @param {string} built @returns {Promise<import('./settings.mjs').Setting[]>} */
async function readSettings(root, built) {
  const { configSchema } = await import(pathToFileURL(built).href);
  const { z } = createRequire(join(root, 'package.json'))('zod');
  const { properties = {} } = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    fallback: schema.default === undefined ? 'none' : String(schema.default),
    text: schema.description ?? '',
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
