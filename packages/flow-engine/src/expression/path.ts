import type { Json } from '@callwright/protocol';

/** The way to a value inside the variables: names of fields, and places in lists counted from 0. */
export type Path = readonly (string | number)[];

/** The variables a flow has set, by name. */
export type Variables = Readonly<Record<string, Json>>;

/** A path as it is written where no expression is: `order.items[0].name`. Every text is a path. */
export const parsePath = (text: string): Path =>
  text.split('.').flatMap((part) => {
    const indexed = INDEXED.exec(part);
    if (!indexed) return [part];
    const [, name = '', places = ''] = indexed;
    return [name, ...places.slice(1, -1).split('][').map(Number)];
  });
const INDEXED = /^([^[\]]+)((?:\[\d{1,6}\])+)$/;

/** A path as an expression writes it; what is no plain name stands in backquotes. The same path is the same text. */
export const formatPath = (path: Path): string =>
  path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${formatName(step)}`))
    .join('');

/** A plain name: letters, digits and underscores, not beginning with a digit. */
export const isName = (text: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);

/** Words an expression does not take for names unless they stand in backquotes. */
export const reservedWords: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'in', 'contains', 'starts', 'ends', 'true', 'false', 'null'],
]);

const formatName = (name: string) =>
  isName(name) && !reservedWords.has(name.toLowerCase()) ? name : `\`${name.replaceAll('`', '``')}\``;

/** The value at a path, or undefined. Only own fields count. */
export const readPath = (vars: Variables, path: Path): Json | undefined => {
  let value: Json | undefined = vars;
  for (const step of path) {
    value = typeof step === 'number' ? itemOf(value, step) : fieldOf(value, step);
    if (value === undefined) return undefined;
  }
  return value;
};

const itemOf = (value: Json | undefined, at: number): Json | undefined =>
  Array.isArray(value) ? value[at] : undefined;

const fieldOf = (value: Json | undefined, name: string): Json | undefined => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, name) ? (value as Variables)[name] : undefined;
};
