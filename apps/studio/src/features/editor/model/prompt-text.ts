/** A piece of a prompt: words, or a variable said in their place. */
export type PromptPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'variable'; readonly text: string; readonly name: string };

const VARIABLE = /\{\{\s*([^{}|\s]+)[^{}]*\}\}/g;

/** A prompt cut at its variables; all `text`s together are the prompt. */
export const promptPieces = (prompt: string): readonly PromptPiece[] => {
  const pieces: PromptPiece[] = [];
  let from = 0;
  for (const match of prompt.matchAll(VARIABLE)) {
    if (match.index > from) pieces.push({ kind: 'words', text: prompt.slice(from, match.index) });
    pieces.push({ kind: 'variable', text: match[0], name: match[1] ?? '' });
    from = match.index + match[0].length;
  }
  if (from < prompt.length) pieces.push({ kind: 'words', text: prompt.slice(from) });
  return pieces;
};

/** A variable's name as people read it: `practice_name` is "practice name". */
export const readableName = (name: string): string =>
  name
    .replace(/[._]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

// A telephone voice says about 150 words a minute; a variable counts as one word.
const WORDS_PER_SECOND = 2.5;

/** About how long a prompt takes to say, in whole seconds; 0 for none. */
export const promptSeconds = (prompt: string): number => {
  const words = prompt.replace(VARIABLE, 'word').split(/\s+/).filter(Boolean).length;
  return words === 0 ? 0 : Math.max(1, Math.round(words / WORDS_PER_SECOND));
};
