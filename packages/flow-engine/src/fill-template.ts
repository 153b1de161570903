import type { Json } from '@callwright/protocol';
import { parsePath, readPath } from './expression/path.js';
import { isPlainPath } from './template-shape.js';

/** A template that only shows variables, in pieces: texts, and between them the paths of what is shown. */
type Pieces = { readonly texts: readonly string[]; readonly paths: readonly (readonly (string | number)[])[] };

const CACHE_SIZE = 2_000;
const known = new Map<string, Pieces | null>();

/**
 * What LiquidJS would make of a template that only shows plain texts and numbers; null when it does more, and is for
 * LiquidJS. Most of what is said in calls is of this kind, and a tenth of the work this way.
 */
export const fillTemplate = (template: string, vars: Readonly<Record<string, Json>>): string | null => {
  const pieces = piecesOf(template);
  if (pieces === null) return null;
  let filled = pieces.texts[0] ?? '';
  for (const [at, path] of pieces.paths.entries()) {
    const value = readPath(vars, path);
    if (typeof value === 'object' && value !== null) return null;
    filled += `${value ?? ''}${pieces.texts[at + 1]}`;
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

const takeApart = (template: string): Pieces | null => {
  const parts = template.split(/\{\{ *([a-zA-Z_][\w.]*) *\}\}/);
  const texts = parts.filter((_, at) => at % 2 === 0);
  const paths = parts.filter((_, at) => at % 2 === 1);
  const isText = (text: string) => !text.includes('{{') && !text.includes('{%') && !text.endsWith('{');
  const isPlain = texts.every(isText) && paths.every(isPlainPath);
  return isPlain ? { texts, paths: paths.map(parsePath) } : null;
};
