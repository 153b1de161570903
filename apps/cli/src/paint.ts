import type { CliIo } from './io.js';

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
/** A way to make text stand out. */
export type Colour = keyof typeof CODES;

/** Text in colours where they are wanted; otherwise the text as it is. */
export const painter =
  ({ hasColour }: Pick<CliIo, 'hasColour'>) =>
  (colour: Colour, text: string): string =>
    hasColour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
/** Paints text. */
export type Paint = ReturnType<typeof painter>;

/** `1 error`, `2 errors`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
