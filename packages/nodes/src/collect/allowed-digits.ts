/** What the digits must be like; what is null is not asked for. */
export type DigitRules = {
  /** How many there may be: `5, 9` or `12-19`; empty for any. */
  readonly lengths: string;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly hasCheckDigit: boolean;
};

/** The numbers of digits a list allows, as ranges; null when it is not written as one. Empty: any number of them. */
export const lengthRanges = (lengths: string): readonly (readonly [from: number, to: number])[] | null => {
  if (lengths.trim() === '') return [];
  const ranges = lengths.split(',').map((part) => {
    const match = /^\s*(\d{1,2})\s*(?:-\s*(\d{1,2})\s*)?$/.exec(part);
    return match ? ([Number(match[1]), Number(match[2] ?? match[1])] as const) : null;
  });
  return ranges.every((range) => range !== null && range[0] <= range[1])
    ? ranges.filter((range) => range !== null)
    : null;
};

/** Whether as many digits may be given. */
export const isLengthAllowed = (digitCount: number, { lengths }: Pick<DigitRules, 'lengths'>): boolean => {
  const ranges = lengthRanges(lengths) ?? [];
  return ranges.length === 0 || ranges.some(([from, to]) => digitCount >= from && digitCount <= to);
};

/** Whether digits are as they must be. */
export const areDigitsAllowed = (digits: string, rules: DigitRules): boolean => {
  if (!/^\d+$/.test(digits) || !isLengthAllowed(digits.length, rules)) return false;
  if (rules.hasCheckDigit && !hasLuhnCheckDigit(digits)) return false;
  if (rules.lowest === null && rules.highest === null) return true;
  const value = Number(digits);
  return value >= (rules.lowest ?? 0) && value <= (rules.highest ?? Number.MAX_SAFE_INTEGER);
};

// ISO/IEC 7812-1 annex B: every second digit from the right is doubled, and the digits of all sum up to a multiple of ten.
const hasLuhnCheckDigit = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = at % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length > 1 && sum % 10 === 0;
};
