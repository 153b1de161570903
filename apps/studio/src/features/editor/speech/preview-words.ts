import type { FlowVariable } from '@callwright/protocol';
import { promptPieces, readableName } from '../model/prompt-text';

/** The api takes no longer text. */
const MOST_CHARACTERS = 1000;

/**
 * A prompt as it is to be heard before there is a call: where a value stands, the one it has at the start, or else its name.
 * Empty when nothing would be said.
 */
export const previewWords = (prompt: string, variables: readonly FlowVariable[]): string =>
  promptPieces(prompt)
    .map((piece) =>
      piece.kind === 'words'
        ? piece.text
        : (spoken(variables.find(({ name }) => name === piece.name)) ?? readableName(piece.name)),
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS);

const spoken = (variable: FlowVariable | undefined): string | undefined => {
  const value = variable?.initial;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};
