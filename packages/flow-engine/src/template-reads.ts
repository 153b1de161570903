import {
  AssignTag,
  CaseTag,
  IfTag,
  Output,
  type Template,
  type Token,
  TypeGuards,
  UnlessTag,
  type Value,
} from 'liquidjs';
import { formatPath } from './expression/path.js';
import { parseTemplate } from './template.js';

/** A variable a text is filled in with. */
export type TemplateRead = {
  /** As `order.total` or `items[0]`; up to where it depends on another variable. */
  readonly path: string;
  /** Whether the text is still right when it is not set: a `default` stands in, or an `if` asks for it first. */
  readonly hasDefault: boolean;
};

/** The variables a template reads, each once, in the order they are written; none when it cannot be read. */
export const templateReads = (template: string): readonly TemplateRead[] => {
  const templates = parseTemplate(template);
  if (!templates) return [];
  const reads = new Map<string, boolean>();
  const locals = new Set<string>(['now']);
  const add = (path: readonly (string | number)[], hasDefault: boolean) => {
    if (locals.has(String(path[0]))) return;
    const name = formatPath(path);
    reads.set(name, (reads.get(name) ?? true) && hasDefault);
  };
  readAll(templates, { add, locals, asked: new Set() });
  return [...reads].map(([path, hasDefault]) => ({ path, hasDefault }));
};

type Reader = {
  readonly add: (path: readonly (string | number)[], hasDefault: boolean) => void;
  /** Names the template itself has given. */
  readonly locals: Set<string>;
  /** Paths known to be set here. */
  readonly asked: ReadonlySet<string>;
};

const readAll = (templates: readonly Template[], reader: Reader): void => {
  for (const template of templates) readOne(template, reader);
};

const readOne = (template: Template, reader: Reader): void => {
  if (template instanceof Output) readValue(template.value, reader);
  else if (template instanceof IfTag || template instanceof UnlessTag) readBranches(template, reader);
  else if (template instanceof CaseTag) readCase(template, reader);
  else if (template instanceof AssignTag) {
    for (const value of template.arguments()) if ('initial' in value) readValue(value as Value, reader);
    for (const { content } of template.localScope()) reader.locals.add(content);
  }
};

const readBranches = (tag: IfTag | UnlessTag, reader: Reader): void => {
  let asked = reader.asked;
  for (const [index, { value, templates }] of tag.branches.entries()) {
    const isDenied = index === 0 && tag instanceof UnlessTag;
    const known = isDenied ? reader.asked : askedBy(value, asked);
    readTest(value, { ...reader, asked: askedBy(value, asked) });
    readAll(templates, { ...reader, asked: known });
    // What comes after an `unless` that did not fit is where its condition holds.
    if (isDenied) asked = askedBy(value, asked);
  }
  readAll(tag.elseTemplates ?? [], { ...reader, asked });
};

const readCase = (tag: CaseTag, reader: Reader): void => {
  readValue(tag.value, reader);
  for (const { values, templates } of tag.branches) {
    for (const value of values) readToken(value, reader, false);
    readAll(templates, reader);
  }
  readAll(tag.elseTemplates, reader);
};

// `if name` asks whether it is set; `if visits > 2` takes for granted that it is.
const readTest = (value: Value, reader: Reader): void => {
  const onlyAsks = value.filters.length === 0 && value.initial.postfix.every(isPathOr('and', 'or', 'not'));
  if (!onlyAsks) readValue(value, reader);
  else for (const token of value.initial.postfix) readToken(token, reader, true);
};

const readValue = (value: Value, reader: Reader): void => {
  const hasDefault = value.filters.some(({ name }) => name === 'default');
  for (const token of value.initial.postfix) readToken(token, reader, hasDefault);
  for (const arg of value.filters.flatMap(({ args }) => args)) {
    const token = Array.isArray(arg) ? arg[1] : arg;
    if (token) readToken(token, reader, false);
  }
};

const readToken = (token: Token, reader: Reader, hasDefault: boolean): void => {
  if (TypeGuards.isRangeToken(token)) {
    readToken(token.lhs, reader, false);
    readToken(token.rhs, reader, false);
    return;
  }
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable) return;
  const path = pathOf(token.props);
  for (const inner of token.props) if (TypeGuards.isPropertyAccessToken(inner)) readToken(inner, reader, false);
  if (path.length > 0) reader.add(path, hasDefault || isAsked(path, reader.asked));
};

const pathOf = (props: readonly Token[]): readonly (string | number)[] => {
  const path: (string | number)[] = [];
  for (const prop of props) {
    if (TypeGuards.isPropertyAccessToken(prop) || !('content' in prop)) return path;
    path.push(typeof prop.content === 'number' ? prop.content : String(prop.content));
  }
  return path;
};

// Whoever has `order.total` has `order`.
const isAsked = (path: readonly (string | number)[], asked: ReadonlySet<string>): boolean => {
  const name = formatPath(path);
  return [...asked].some((one) => one === name || one.startsWith(`${name}.`) || one.startsWith(`${name}[`));
};

/** What is set where a condition holds: variables asked for alone, or all of several joined by `and`. */
const askedBy = ({ initial, filters }: Value, before: ReadonlySet<string>): ReadonlySet<string> => {
  const isPlain = filters.length === 0 && initial.postfix.every(isPathOr('and'));
  if (!isPlain) return before;
  const paths = initial.postfix.flatMap((token) =>
    TypeGuards.isPropertyAccessToken(token) && !token.variable ? [formatPath(pathOf(token.props))] : [],
  );
  return new Set([...before, ...paths]);
};

const isPathOr =
  (...operators: readonly string[]) =>
  (token: Token): boolean =>
    TypeGuards.isPropertyAccessToken(token) ||
    (TypeGuards.isOperatorToken(token) && operators.includes(token.operator));
