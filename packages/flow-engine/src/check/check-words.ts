import type { FlowProblem, FlowSettings } from '@callwright/protocol';
import { speaks, wordings } from '../local-text.js';
import type { NodeDefinition } from '../node-type.js';
import { templateReads } from '../template-reads.js';
import { pathOf } from './asked.js';
import type { CheckedStep } from './check-step.js';
import { fieldsOf, spokenBy, textsIn } from './words-of.js';

/** What a voice takes for a character: 15 in a second, as an unhurried speaker. */
const MS_PER_CHARACTER = 60;
/** Longer than this nobody remembers the first choice. */
const MAX_MENU_MS = 30_000;
const MAX_CHOICES = 8;

/**
 * What is wrong with the words of a step: missing in a language, too many for a menu, a recording nobody uploaded, or a
 * secret that would be said.
 * @param prompts names of the uploaded recordings; undefined when they are not known
 */
export const checkWords = (
  step: CheckedStep,
  settings: FlowSettings,
  prompts: ReadonlySet<string> | undefined,
): readonly FlowProblem[] => {
  const { definition, exits, config } = step;
  if (!definition || exits === null || definition.isNote) return [];
  return [
    ...missingLanguages(step, definition, settings),
    ...longMenus(step, definition, settings),
    ...missingPrompts(step, fieldsOf(definition, config), prompts),
    ...saidSecrets(step, definition, settings),
  ];
};

const missingLanguages = (
  { node, config }: CheckedStep,
  definition: NodeDefinition,
  { language, languages }: FlowSettings,
): readonly FlowProblem[] => {
  const spoken = languages.length === 0 ? [] : spokenBy(definition, config);
  return spoken.flatMap(({ field, text }) =>
    [...new Set([language, ...languages])].flatMap((one): FlowProblem[] => {
      if (speaks(text, one)) return [];
      const message = `There are no words in the language ${one} of the flow.`;
      return [{ severity: 'warning', code: 'missingLanguage', message, nodeId: node.id, field }];
    }),
  );
};

const longMenus = (
  { node, exits, config }: CheckedStep,
  definition: NodeDefinition,
  { language }: FlowSettings,
): readonly FlowProblem[] => {
  const at = { severity: 'warning' as const, nodeId: node.id };
  const menus = spokenBy(definition, config).filter(({ isMenu }) => isMenu === true);
  const long = menus.flatMap(({ field, text }): FlowProblem[] => {
    const characters = Math.max(...wordings(text, language).map(([, words]) => words.length));
    if (characters * MS_PER_CHARACTER <= MAX_MENU_MS) return [];
    const seconds = Math.round((characters * MS_PER_CHARACTER) / 1000);
    const message = `The menu takes about ${seconds} seconds to say: callers forget how it began.`;
    return [{ ...at, code: 'longMenu', message, field }];
  });
  const choices = (exits ?? []).filter(({ kind }) => kind === 'choice').length;
  if (definition.asksCaller !== true || choices <= MAX_CHOICES) return long;
  const message = `There are ${choices} choices: more than ${MAX_CHOICES} are hard to keep in mind.`;
  return [...long, { ...at, code: 'manyChoices', message }];
};

const missingPrompts = (
  { node }: CheckedStep,
  fields: ReturnType<typeof fieldsOf>,
  prompts: ReadonlySet<string> | undefined,
): readonly FlowProblem[] =>
  fields.flatMap(({ field, meta, value }) => {
    const urls = prompts && meta.widget === 'promptFile' ? textsIn(value) : [];
    return urls.flatMap((url): FlowProblem[] => {
      const name = /^prompt:([^{}]+)$/.exec(url.trim())?.[1];
      if (name === undefined || prompts?.has(name)) return [];
      const message = `There is no uploaded recording named "${name}".`;
      return [{ severity: 'error', code: 'missingPrompt', message, nodeId: node.id, field }];
    });
  });

const saidSecrets = (
  { node, config }: CheckedStep,
  definition: NodeDefinition,
  { variables }: FlowSettings,
): readonly FlowProblem[] => {
  const secrets = new Set(variables.flatMap(({ name, type }) => (type === 'secret' ? [name] : [])));
  if (secrets.size === 0) return [];
  return spokenBy(definition, config).flatMap(({ field, text }) => {
    const said = new Set(
      textsIn(text).flatMap((words) => templateReads(words).map(({ path }) => String(pathOf(path)[0]))),
    );
    return [...said].flatMap((name): FlowProblem[] => {
      const message = `"${name}" is secret and cannot be said.`;
      return secrets.has(name) ? [{ severity: 'error', code: 'secretSaid', message, nodeId: node.id, field }] : [];
    });
  });
};
