import { AppError, type Json } from '@callwright/protocol';
import { Liquid, type Template } from 'liquidjs';

/**
 * What a template may use. The rest can loop, read files, read the clock, throw dice, write to the variables
 * (`increment`), or double a text at each use without being counted (`capture`, `concat`).
 */
const allowedTags = ['if', 'unless', 'case', 'assign', 'comment', 'raw'];
const allowedFilters = [
  'abs',
  'append',
  'capitalize',
  'ceil',
  'default',
  'divided_by',
  'downcase',
  'escape',
  'first',
  'floor',
  'join',
  'last',
  'lstrip',
  'minus',
  'modulo',
  'plus',
  'prepend',
  'remove',
  'remove_first',
  'replace',
  'replace_first',
  'round',
  'rstrip',
  'size',
  'slice',
  'split',
  'strip',
  'times',
  'truncate',
  'upcase',
];
/** Cost units of LiquidJS, deterministic; a prompt needs a few hundred. */
const MEMORY_LIMIT = 100_000;
/** Characters a template may grow to; what a command may say is far less. */
const MAX_TEXT_LENGTH = 100_000;
const CACHE_SIZE = 2_000;

const engine = createEngine();
const parsed = new Map<string, Template[]>();

/**
 * Text with its variables filled in. Pure: same template, same variables, same text. Unset variables are empty.
 * @throws AppError `flow.nodeFailed` when the template is wrong, or does more than a prompt may
 */
export const renderTemplate = (template: string, vars: Readonly<Record<string, Json>>): string => {
  if (isConstant(template)) return template;
  try {
    const text = String(engine.renderSync(parse(template), vars));
    if (text.length <= MAX_TEXT_LENGTH) return text;
  } catch (error) {
    throw new AppError('flow.nodeFailed', `A text could not be filled in: ${firstLine(error)}.`, { cause: error });
  }
  throw new AppError('flow.nodeFailed', 'A text could not be filled in: it is too long.');
};

/** What is wrong with a template, in words, or null. */
export const templateProblem = (template: string): string | null => {
  try {
    if (!isConstant(template)) parse(template);
    return null;
  } catch (error) {
    return firstLine(error);
  }
};

const isConstant = (template: string) => !template.includes('{{') && !template.includes('{%');

const firstLine = (error: unknown) => (error instanceof Error && error.message.split('\n')[0]) || 'unreadable template';

const parse = (template: string): Template[] => {
  const known = parsed.get(template);
  if (known) return known;
  const fresh = engine.parse(template);
  if (parsed.size >= CACHE_SIZE) parsed.clear();
  parsed.set(template, fresh);
  return fresh;
};

function createEngine(): Liquid {
  const liquid = new Liquid({
    memoryLimit: MEMORY_LIMIT,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: 20_000,
  });
  for (const tag of Object.keys(liquid.tags)) if (!allowedTags.includes(tag)) delete liquid.tags[tag];
  for (const filter of Object.keys(liquid.filters)) if (!allowedFilters.includes(filter)) delete liquid.filters[filter];
  return liquid;
}
