// ITU-T E.164, list of assigned country codes: these have two digits, 1 and 7 have one, all others three.
const twoDigits: ReadonlySet<string> = new Set(
  (
    '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 ' +
    '81 82 84 86 90 91 92 93 94 95 98'
  ).split(' '),
);

/** The country calling code a number begins with: `49` of `+49301234`. `number` in E.164, with or without plus. */
export function callingCodeOf(number: string): string {
  const digits = number.replace('+', '');
  if (digits[0] === '1' || digits[0] === '7') return digits.slice(0, 1);
  return digits.slice(0, twoDigits.has(digits.slice(0, 2)) ? 2 : 3);
}

// Areas that share the code of a larger country and cost what foreign countries cost. In North America these are the
// islands that are no part of the United States or Canada: the classic goal of toll fraud.
const areasAbroad: Readonly<Record<string, readonly string[]>> = {
  '1': '1242 1246 1264 1268 1284 1345 1441 1473 1649 1658 1664 1721 1758 1767 1784 1809 1829 1849 1868 1869 1876'.split(
    ' ',
  ),
  '7': ['76', '77'],
};

/** Whether a number in E.164 is of the country with this calling code, and not of another one that shares the code. */
export function isOfCountry(number: string, callingCode: string): boolean {
  const digits = number.replace('+', '');
  if (callingCodeOf(digits) !== callingCode) return false;
  return !(areasAbroad[callingCode] ?? []).some((area) => digits.startsWith(area));
}
