import type { EditedText } from '../../model/prompt-filters';

/** Lines of code and what is chosen in them. */
export type CodeSelection = { readonly code: string; readonly start: number; readonly end: number };
/** What is chosen in code after an edit. */
export type EditedCode = CodeSelection;

const INDENT = '  ';

/** Tab: two spaces at the cursor, or all lines of a choice moved in. */
export const indent = ({ code, start, end }: CodeSelection): EditedCode => {
  if (!code.slice(start, end).includes('\n'))
    return { code: code.slice(0, start) + INDENT + code.slice(end), start: start + 2, end: start + 2 };
  return onLines({ code, start, end }, (line) => (line === '' ? line : INDENT + line));
};

/** Shift and Tab: the lines of the choice moved out by two spaces. */
export const outdent = (selection: CodeSelection): EditedCode =>
  onLines(selection, (line) => line.replace(/^ {1,2}/, ''));

/** Enter: a new line as far in as the one before, and farther after an opening bracket. */
export const newLine = ({ code, start, end }: CodeSelection): EditedText => {
  const before = code.slice(0, start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const space = /^ */.exec(line)?.[0] ?? '';
  const piece = `\n${space}${/[[{(]\s*$/.test(line) ? INDENT : ''}`;
  return { text: before + piece + code.slice(end), caret: start + piece.length };
};

/** How many lines code has; the empty one has one. */
export const lineCount = (code: string): number => code.split('\n').length;

const onLines = ({ code, start, end }: CodeSelection, change: (line: string) => string): EditedCode => {
  const from = code.lastIndexOf('\n', start - 1) + 1;
  const next = code.indexOf('\n', Math.max(start, end - 1));
  const to = next === -1 ? code.length : next;
  const lines = code.slice(from, to).split('\n');
  const changed = lines.map(change);
  const moved = (changed[0] ?? '').length - (lines[0] ?? '').length;
  const grown = changed.join('\n').length - (to - from);
  return {
    code: code.slice(0, from) + changed.join('\n') + code.slice(to),
    start: Math.max(from, start + moved),
    end: Math.max(from, end + grown),
  };
};
