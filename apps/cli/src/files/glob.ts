/** Whether an operand is a pattern, as shells that are told to leave it alone hand it over. */
export const isGlob = (operand: string): boolean => /[*?{]/.test(operand);

/** The folder everything that fits a pattern is in. */
export const globFolder = (glob: string): string => {
  const parts = glob.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first).join('/') || (glob.startsWith('/') ? '/' : '.');
};

/**
 * Whether a path fits a pattern: `*` and `?` stand for anything but a slash, `**` for any folders, `{a,b}` for either.
 * @param path from the folder the pattern begins in, with `/`
 */
export const fitsGlob = (path: string, glob: string): boolean => new RegExp(`^${patternOf(glob)}$`).test(path);

const patternOf = (glob: string): string =>
  glob.replace(/^(?:\.\/)+/, '').replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[\\^$.|+()[\]{}]/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('{') && part.length > 1) return `(?:${part.slice(1, -1).split(',').map(patternOf).join('|')})`;
    return `\\${part}`;
  });
