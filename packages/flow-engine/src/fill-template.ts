import type { Json } from '@callwright/protocol';
import { type Path, parsePath, readPath } from './expression/path.js';
import { isPlainPath } from './template-shape.js';

/** A variable that is shown; `otherwise` stands in for one that is not set, false or empty. */
type Shown = { readonly path: Path; readonly otherwise: string | null };
/** A template that only shows variables, in pieces: texts, and between them what is shown. */
type Pieces = { readonly texts: readonly string[]; readonly shown: readonly Shown[] };

const CACHE_SIZE = 2_000;
const known = new Map<string, Pieces | null>();

/**
 * What LiquidJS would make of a template that only shows plain texts and numbers, or what stands in for them; null when it does more, and is for
 * LiquidJS. Most of what is said in calls is of this kind, and a tenth of the work this way.
 */
export const fillTemplate = (template: string, vars: Readonly<Record<string, Json>>): string | null => {
  const pieces = piecesOf(template);
  if (pieces === null) return null;
  let filled = pieces.texts[0] ?? '';
  for (const [at, { path, otherwise }] of pieces.shown.entries()) {
    const value = readPath(vars, path) ?? '';
    if (typeof value === 'object') return null;
    const isMissing = value === '' || value === false;
    filled += `${isMissing && otherwise !== null ? otherwise : value}${pieces.texts[at + 1]}`;
  }
  return filled;
};

const piecesOf = (template: string): Pieces | null => {
  const before = known.get(template);
  if (before !== undefined) return before;
  const pieces = takeApart(template);
  if (known.size >= CACHE_SIZE) known.clear();
  known.set(template, pieces);
  return pieces;
};

// `{{ order.total }}` or `{{ name | default: "you" }}`.
const SHOWN = /\{\{ *([a-zA-Z_][\w.]*)(?: *\| *default: *("[^"\\{}]*"|'[^'\\{}]*'))? *\}\}/;

const takeApart = (template: string): Pieces | null => {
  const parts = template.split(SHOWN);
  const texts = parts.filter((_, at) => at % 3 === 0);
  const paths = parts.filter((_, at) => at % 3 === 1);
  const isText = (text: string) => !text.includes('{{') && !text.includes('{%') && !text.endsWith('{');
  if (!texts.every(isText) || !paths.every(isPlainPath)) return null;
  const shown = paths.map((path, nth) => ({
    path: parsePath(path),
    otherwise: parts[3 * nth + 2]?.slice(1, -1) ?? null,
  }));
  return { texts, shown };
};
