import type { ScriptAct } from '@callwright/flow-engine';
import { areDigitsAllowed, type DigitRules, isLengthAllowed } from './allowed-digits.js';

type Shape = DigitRules & {
  readonly minDigits: number;
  readonly maxDigits: number;
  readonly finishOnKey: string;
  readonly isSecret: boolean;
};

/** What a caller does to give digits that are accepted; null when none were found. */
export const rightDigits = (shape: Shape): readonly ScriptAct[] | null => {
  const found = candidates(shape).find((digits) => isRight(digits, shape));
  return found === undefined ? null : entering(found, shape);
};

/** What a caller does to give digits that are not accepted; null when all are. */
export const wrongDigits = (shape: Shape): readonly ScriptAct[] | null => {
  if (shape.minDigits > 1) return entering('1', shape);
  const found = candidates(shape).find((digits) => !isRight(digits, shape));
  return found === undefined ? null : entering(found, shape);
};

const isRight = (digits: string, shape: Shape) =>
  shape.isSecret ? isLengthAllowed(digits.length, shape) : areDigitsAllowed(digits, shape);

// The last digit there may be completes the number; before it a key does, or a pause.
const entering = (digits: string, { finishOnKey, maxDigits }: Shape): readonly ScriptAct[] => {
  if (digits.length >= maxDigits) return [{ presses: digits }];
  return finishOnKey === '' ? [{ presses: digits }, { isSilent: true }] : [{ presses: `${digits}${finishOnKey}` }];
};

// Of each length: what is near the bounds, every last digit, of which one checks, and a key that is no digit.
const candidates = (shape: Shape): readonly string[] => {
  const { minDigits, maxDigits, finishOnKey } = shape;
  const noDigit = finishOnKey === '*' ? '#' : '*';
  return Array.from({ length: Math.max(0, maxDigits - minDigits + 1) }, (_, at) => minDigits + at).flatMap((length) => [
    ...[...'1234567890'].map((last) => `${'4'.repeat(length - 1)}${last}`),
    ...nearBounds(shape)
      .map((bound) => String(bound).padStart(length, '0'))
      .filter((digits) => digits.length === length),
    noDigit.repeat(length),
  ]);
};

const nearBounds = ({ lowest, highest }: Shape): readonly number[] => {
  const from = Math.ceil(lowest ?? Math.max(0, (highest ?? 0) - 20));
  return Array.from({ length: 21 }, (_, at) => from + at);
};
