/** How a number that is typed is stored. */
export type NumberShape = {
  readonly perUnit: number;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly isInteger: boolean;
};

/** The number that was typed, within its limits; null for an empty field, undefined while it is no number. */
export const parseNumber = (typed: string, { perUnit, minimum, maximum, isInteger }: NumberShape) => {
  const text = typed.trim().replace(',', '.');
  if (text === '') return null;
  const number = Number(text) * perUnit;
  if (!Number.isFinite(number)) return undefined;
  const whole = isInteger ? Math.round(number) : number;
  return Math.min(maximum ?? Number.POSITIVE_INFINITY, Math.max(minimum ?? Number.NEGATIVE_INFINITY, whole));
};
