/** Ways a voice may say a value, as filters of a template; `default` stands in for a value that is not known. */
export const PROMPT_FILTERS = {
  digits: 'digits',
  spell: 'spell',
  words: 'words',
  ordinal: 'ordinal',
  money: 'money: "EUR"',
  date: 'date: "%d %B"',
  default: 'default: "unknown"',
} as const;
/** One of them. */
export type PromptFilter = keyof typeof PROMPT_FILTERS;

/** A text and where the cursor stands in it. */
export type EditedText = { readonly text: string; readonly caret: number };

/** The text with a value put in place of what is chosen, the cursor behind it. */
export const withVariable = (text: string, name: string, chosen: readonly [start: number, end: number]): EditedText => {
  const piece = `{{ ${name} }}`;
  return { text: text.slice(0, chosen[0]) + piece + text.slice(chosen[1]), caret: chosen[0] + piece.length };
};

/** The text with a filter at the value the cursor is in or behind; undefined where there is none before the cursor. */
export const withFilter = (text: string, filter: PromptFilter, caret: number): EditedText | undefined => {
  const value = [...text.matchAll(VALUE)].findLast(({ index }) => index < caret);
  if (!value) return undefined;
  const before = value[0].replace(/\s*\}\}$/, '');
  const piece = `${before} | ${PROMPT_FILTERS[filter]} }}`;
  const end = value.index + value[0].length;
  return { text: text.slice(0, value.index) + piece + text.slice(end), caret: value.index + piece.length };
};

const VALUE = /\{\{[^{}]+\}\}/g;
