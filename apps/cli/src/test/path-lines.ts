/**
 * Two ways of a call side by side, one line a step, as a table; the first step in which they differ is marked, and equal
 * steps long before it are left out.
 */
export const pathLines = (expected: readonly string[], actual: readonly string[]): readonly string[] => {
  const length = Math.max(expected.length, actual.length);
  const parts = Array.from({ length }).findIndex((_, nth) => expected[nth] !== actual[nth]);
  const from = Math.max(0, parts - EQUAL_BEFORE);
  const width = Math.max('expected'.length, ...expected.map((step) => step.length));
  const row = (mark: string, left: string, right: string) => `${mark} ${left.padEnd(width)}  ${right}`.trimEnd();
  const rows = Array.from({ length: length - from }, (_, nth) => {
    const at = from + nth;
    const mark = at === parts ? '→' : ' ';
    return row(mark, expected[at] ?? ENDED, actual[at] ?? ENDED);
  });
  return [row(' ', 'expected', 'actual'), ...(from > 0 ? [`  (${from} equal steps before)`] : []), ...rows];
};

const EQUAL_BEFORE = 5;
const ENDED = '(over)';
