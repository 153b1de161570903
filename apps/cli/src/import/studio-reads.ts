/**
 * A path into what Studio knows, as its Liquid writes it: `widgets.menu.Digits`, `flow.variables['account']`,
 * `trigger.call.From`.
 */
const STUDIO_PATH = /\b(?:widgets|flow|trigger|contact)(?:\.[A-Za-z_][\w-]*|\[\s*(?:\d+|'[^']*'|"[^"]*")\s*\])+/g;

/** The parts of a path: `widgets`, `menu`, `Digits`. A place in a list is a number in brackets. */
export const partsOf = (path: string): readonly string[] =>
  [...path.matchAll(/([A-Za-z_][\w-]*)|\[\s*(?:(\d+)|'([^']*)'|"([^"]*)")\s*\]/g)].map(
    ([, name, index, single, double]) => (index === undefined ? (name ?? single ?? double ?? '') : `[${index}]`),
  );

/** A Liquid text with each path into what Studio knows replaced; plain text is left alone. */
export const replacePaths = (text: string, replacement: (path: readonly string[]) => string): string =>
  text.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, (tag) => tag.replace(STUDIO_PATH, (path) => replacement(partsOf(path))));

/** What is read of each widget anywhere in a flow: `Digits`, `parsed.order.id`. */
export const readsOfWidgets = (texts: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const reads = new Map<string, Set<string>>();
  const note = ([scope, widget = '', ...field]: readonly string[]): string => {
    if (scope === 'widgets') reads.set(widget, (reads.get(widget) ?? new Set()).add(field.join('.')));
    return '';
  };
  for (const text of texts) replacePaths(text, note);
  return reads;
};
