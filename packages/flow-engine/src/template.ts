import { AppError, type Json } from '@callwright/protocol';
import { Context, Liquid, type Template } from 'liquidjs';
import { DEFAULT_TIME_ZONE } from './calendar/local-time.js';
import { fillTemplate } from './fill-template.js';
import { formatDate, formatInstant, type TemplateMoment } from './template-date.js';
import { speechFilters } from './template-filters.js';
import { isConstant } from './template-shape.js';

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
 * Text with its variables filled in. Pure: same template, same variables, same moment, same text. Unset variables are
 * empty. `now` is the moment, unless a variable has that name; without a moment there is no `now`, no date is formatted
 * that needs one, and texts are English.
 * @throws AppError `flow.nodeFailed` when the template is wrong, or does more than a prompt may
 */
export const renderTemplate = (
  template: string,
  vars: Readonly<Record<string, Json>>,
  moment?: TemplateMoment,
): string => {
  if (isConstant(template)) return template;
  try {
    const text =
      fillTemplate(template, vars) ?? String(engine.renderSync(parse(template), new TemplateContext(vars, moment)));
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

/** A template as LiquidJS has it; null when it is wrong. */
export const parseTemplate = (template: string): readonly Template[] | null => {
  try {
    return parse(template);
  } catch {
    // What is wrong with it is said by templateProblem.
    return null;
  }
};

const firstLine = (error: unknown) => (error instanceof Error && error.message.split('\n')[0]) || 'unreadable template';

const parse = (template: string): Template[] => {
  const known = parsed.get(template);
  if (known) return known;
  const fresh = engine.parse(template);
  if (parsed.size >= CACHE_SIZE) parsed.clear();
  parsed.set(template, fresh);
  return fresh;
};

/** What a template is rendered with: filters find the moment here, where no template can reach it. */
class TemplateContext extends Context {
  readonly moment: TemplateMoment | undefined;

  constructor(vars: Readonly<Record<string, Json>>, moment: TemplateMoment | undefined) {
    const globals = moment ? nowOf(moment) : {};
    super(vars, engine.options, { globals, sync: true }, { liquid: engine });
    this.moment = moment;
  }
}

// Written out only where a template asks for it: few do.
const nowOf = ({ nowMs }: TemplateMoment) => ({
  get now() {
    return formatInstant(nowMs);
  },
});

const momentOf = (context: Context): TemplateMoment | undefined =>
  context instanceof TemplateContext ? context.moment : undefined;

/** What a date that says itself when it is can be shown with when nobody says what time it is. */
const NO_MOMENT: TemplateMoment = { nowMs: 0, timeZone: DEFAULT_TIME_ZONE, language: 'en-US' };

function registerFilters(liquid: Liquid): void {
  for (const [name, filter] of Object.entries(speechFilters)) {
    liquid.registerFilter(name, function (value: Json | undefined, ...words: readonly unknown[]) {
      const language = momentOf(this.context)?.language ?? NO_MOMENT.language;
      const text = filter(value, language, ...words.map((word) => String(word ?? '')));
      this.context.memoryLimit.use(text.length);
      return text;
    });
  }
  liquid.registerFilter('date', function (value: unknown, format: unknown) {
    const moment = momentOf(this.context);
    if (!moment && isRelative(value)) return '';
    const text = formatDate(value, String(format ?? 'long'), moment ?? NO_MOMENT);
    this.context.memoryLimit.use(text.length);
    return text;
  });
}

const isRelative = (value: unknown) => value === 'now' || value === 'today';

function createEngine(): Liquid {
  const liquid = new Liquid({
    memoryLimit: MEMORY_LIMIT,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: 20_000,
  });
  for (const tag of Object.keys(liquid.tags)) if (!allowedTags.includes(tag)) delete liquid.tags[tag];
  for (const filter of Object.keys(liquid.filters)) if (!allowedFilters.includes(filter)) delete liquid.filters[filter];
  registerFilters(liquid);
  return liquid;
}
