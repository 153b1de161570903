import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** Something wrong in a file, and where: lines and columns count from 1. */
export type FileProblem = { readonly message: string; readonly line: number; readonly column: number };

/** Where the value at a path begins, or a key in it; of what is not there, that in which it would be. */
export type LocateInYaml = (path: readonly PropertyKey[], key?: string) => Pick<FileProblem, 'line' | 'column'>;

/** A YAML (or JSON) text as data, and where in the text each part of it stands. */
export type YamlText =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly locate: LocateInYaml;
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A file of flows or tests is text people wrote; what is larger is something else. */
const MAX_TEXT_LENGTH = 5_000_000;
/** Aliases let a short text stand for a huge one. */
const MAX_ALIASES = 100;
/** Keys that stand twice are told so often; finding out where each stands takes time. */
const MAX_TOLD = 100;

/** Reads a text in which every key stands once. */
export const readYaml = (text: string): YamlText => {
  if (text.length > MAX_TEXT_LENGTH) return failed([{ message: 'The file is too large.', line: 1, column: 1 }]);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  // What cannot be read throws the parser off its track: all it finds after that comes of the first.
  const [unreadable] = document.errors;
  if (unreadable) return failed([{ message: firstLine(unreadable.message), ...at(unreadable.pos[0]) }]);
  const locate: LocateInYaml = (path, key) => {
    const offset = key === undefined ? undefined : offsetOfKey(document.getIn(path, true), key);
    if (offset !== undefined) return at(offset);
    for (let length = path.length; length > 0; length -= 1) {
      const found = document.getIn(path.slice(0, length), true);
      if (isNode(found) && found.range) return at(found.range[0]);
    }
    return { line: 1, column: 1 };
  };
  try {
    const repeated = repeatedKeys(document);
    if (repeated.length > 0)
      return failed(repeated.map((offset) => ({ message: 'Map keys must be unique', ...at(offset) })));
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown, locate };
  } catch (error) {
    return failed([{ message: firstLine(String(error)), line: 1, column: 1 }]);
  }
};

const offsetOfKey = (node: unknown, key: string): number | undefined => {
  const pair = isMap(node) ? node.items.find((one) => isScalar(one.key) && String(one.key.value) === key) : undefined;
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
};

/** Where keys stand that the same map had before. The parser's own look at it compares each key with all the others. */
const repeatedKeys = (document: Document): readonly number[] => {
  const offsets: number[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (known.has(name)) offsets.push(key.range?.[0] ?? 0);
        known.add(name);
      }
      return offsets.length >= MAX_TOLD ? visit.BREAK : undefined;
    },
  });
  return offsets.slice(0, MAX_TOLD);
};

const failed = (problems: readonly FileProblem[]): YamlText => ({ ok: false, problems });
const firstLine = (message: string) => message.split('\n')[0] ?? message;
