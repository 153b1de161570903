import { isNode, LineCounter, parseDocument, type YAMLParseError } from 'yaml';

/** Something wrong in a file, and where: lines and columns count from 1. */
export type FileProblem = { readonly message: string; readonly line: number; readonly column: number };

/** A YAML (or JSON) text as data, and where in the text each part of it stands. */
export type YamlText =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly locate: (path: readonly PropertyKey[]) => Pick<FileProblem, 'line' | 'column'>;
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A file of flows or tests is text people wrote; what is larger is something else. */
const MAX_TEXT_LENGTH = 5_000_000;
/** Aliases let a short text stand for a huge one. */
const MAX_ALIASES = 100;

/** Reads a text in which every key stands once. */
export const readYaml = (text: string): YamlText => {
  if (text.length > MAX_TEXT_LENGTH) return failed([{ message: 'The file is too large.', line: 1, column: 1 }]);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0)
    return failed(
      ownErrors(document.errors).map(({ message, pos }) => ({ message: firstLine(message), ...at(pos[0]) })),
    );
  const locate = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length -= 1) {
      const found = document.getIn(path.slice(0, length), true);
      if (isNode(found) && found.range) return at(found.range[0]);
    }
    return { line: 1, column: 1 };
  };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown, locate };
  } catch (error) {
    return failed([{ message: firstLine(String(error)), line: 1, column: 1 }]);
  }
};

// What cannot be read throws the parser off its track: all it finds after that comes of the first. Keys that stand twice
// do not.
const ownErrors = (errors: readonly YAMLParseError[]): readonly YAMLParseError[] => {
  const first = errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  return first < 0 ? errors : errors.slice(0, first + 1);
};

const failed = (problems: readonly FileProblem[]): YamlText => ({ ok: false, problems });
const firstLine = (message: string) => message.split('\n')[0] ?? message;
