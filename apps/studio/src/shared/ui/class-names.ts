import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// Our own names of sizes, radii and shadows, so that a later class replaces an earlier one of the same kind.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['hint', 'sm', 'base', 'md', 'lg', 'xl', 'question'],
      radius: ['tag', 'key', 'field', 'bar', 'card', 'sheet', 'full'],
      shadow: ['e1', 'e2', 'e3'],
      'font-weight': ['book', 'strong', 'title'],
    },
  },
});

/** Joins class names; where two contradict each other the later one wins. */
export const classNames = (...values: ClassValue[]): string => merge(clsx(values));
