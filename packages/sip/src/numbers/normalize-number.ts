import { callingCodeOf } from './calling-code.js';
import { dialPlanOf } from './dial-plan.js';

/** How a trunk or a PBX writes numbers. `asDialled`: as people do, see `normalizeNumber`. */
export type NumberFormat = 'e164' | 'e164WithoutPlus' | 'national' | 'asDialled';

/** From where a number is dialled. `homeCountry`: its calling code, without plus. */
export type Dialling = { readonly homeCountry: string; readonly format?: NumberFormat };

/** Why a text is no number that can be called: see `numberProblems` for words. */
export type NumberProblem = 'empty' | 'characters' | 'extension' | 'short' | 'incomplete' | 'tooLong' | 'noCountry';

/** A number in E.164 with its plus, or why there is none. */
export type NormalNumber =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly problem: NumberProblem };

/** What each problem means to people. */
export const numberProblems: Readonly<Record<NumberProblem, string>> = {
  empty: 'no number was given',
  characters: 'a number has digits only, and may begin with +',
  extension: 'an extension cannot be dialled with the number; send its keys once the call is answered',
  short: 'this is a short number, not one that can be reached from everywhere',
  incomplete: 'write the number with its area code, or with + and the country code',
  tooLong: 'a telephone number has at most 15 digits',
  noCountry: 'no country code begins like this',
};

// ITU-T E.164 §6: at most fifteen digits. The shortest numbers in use have seven, with the country code.
const MOST_DIGITS = 15;
const LEAST_DIGITS = 7;
/** Numbers up to here are services or extensions of a PBX, never a subscriber. */
const SHORT_DIGITS = 6;
// Longer than any number with all its punctuation; bounds the work on text from outside.
const MOST_CHARACTERS = 64;

/**
 * Brings a number as people or carriers write it into E.164: `+49 (0)30 12-34`, `0049301234`, `0301234` (from Germany)
 * and `tel:+49-30-1234` all give `+49301234`. Blanks and `- . / ( )` are left out. Bare digits without any prefix count as
 * a whole national number where the country has no national prefix, as one with its country code when they begin with
 * the one of home and are long enough, and else as `incomplete`.
 */
export function normalizeNumber(text: string, { homeCountry, format = 'asDialled' }: Dialling): NormalNumber {
  const digits = stripNumber(text);
  if (typeof digits !== 'string') return digits;
  if (digits.startsWith('+')) return checkNumber(digits.slice(1));
  const { international, national } = dialPlanOf(homeCountry);
  const abroad = international.find((prefix) => digits.startsWith(prefix));
  if (format === 'e164WithoutPlus' && !digits.startsWith('0')) return checkNumber(digits);
  if (abroad !== undefined) return checkNumber(digits.slice(abroad.length));
  if (digits.length <= SHORT_DIGITS) return refuse('short');
  if (format === 'national') return checkNumber(`${homeCountry}${withoutPrefix(digits, national)}`);
  return fromBareDigits(digits, homeCountry, national);
}

const refuse = (problem: NumberProblem): NormalNumber & { readonly ok: false } => ({ ok: false, problem });

/** The digits of what was written, with `+` before them if there was one; or why they are none. */
export function stripNumber(text: string): string | (NormalNumber & { readonly ok: false }) {
  if (text.length > MOST_CHARACTERS) return refuse('tooLong');
  const written = text.trim().replace(/^tel:/i, '');
  // `+49 (0)30`: the national prefix for who dials from within the country.
  const plain = written.replace(/^(\+|00)([\d\s]*)\(0\)/, '$1$2').replace(/[\s\u00a0\-./()]/g, '');
  if (plain === '' || plain === '+') return refuse('empty');
  if (/^\+?\d+(?:[xX,;pPwW#]|[eE][xX][tT])/.test(plain)) return refuse('extension');
  return /^\+?\d+$/.test(plain) ? plain : refuse('characters');
}

// No area in North America begins so; a carrier that forgives it calls another number than the one we would judge.
const STRAY_ONE = /^1[01]/;

function checkNumber(written: string): NormalNumber {
  const digits = withoutStrayZero(written);
  if (digits.startsWith('0') || digits === '' || STRAY_ONE.test(digits)) return refuse('noCountry');
  if (digits.length > MOST_DIGITS) return refuse('tooLong');
  return digits.length < LEAST_DIGITS ? refuse('incomplete') : { ok: true, number: `+${digits}` };
}

/** `+49 030`: some carriers forgive the zero, so it must not hide which number is meant. */
function withoutStrayZero(digits: string): string {
  const code = callingCodeOf(digits);
  const area = digits.slice(code.length);
  return dialPlanOf(code).zeroIsPrefix ? `${code}${area.replace(/^0+/, '')}` : digits;
}

const withoutPrefix = (digits: string, prefix: string): string =>
  prefix !== '' && digits.startsWith(prefix) ? digits.slice(prefix.length) : digits;

function fromBareDigits(digits: string, homeCountry: string, national: string): NormalNumber {
  // The plan of North America: ten digits, with or without the 1 that is its code and its prefix in one.
  if (homeCountry === '1') return digits.length === 10 ? checkNumber(`1${digits}`) : fromElevenDigits(digits);
  if (national === '' || digits.startsWith(national)) {
    return checkNumber(`${homeCountry}${withoutPrefix(digits, national)}`);
  }
  const isWhole = callingCodeOf(digits) === homeCountry && digits.length >= homeCountry.length + LEAST_DIGITS;
  return isWhole ? checkNumber(digits) : refuse('incomplete');
}

const fromElevenDigits = (digits: string): NormalNumber =>
  digits.length === 11 && digits.startsWith('1') ? checkNumber(digits) : refuse('incomplete');

/**
 * Writes a number as a trunk wants it.
 * @param number in E.164 with plus
 * @returns the number unchanged for `asDialled`: what was dialled is the caller's to keep
 */
export function formatNumber(number: string, dialling: Dialling): string {
  const digits = number.replace('+', '');
  const format: NumberFormat = dialling.format ?? 'e164';
  switch (format) {
    case 'e164':
    case 'asDialled':
      return number;
    case 'e164WithoutPlus':
      return digits;
    case 'national': {
      const { international, national } = dialPlanOf(dialling.homeCountry);
      const isHome = callingCodeOf(digits) === dialling.homeCountry;
      if (isHome) return `${national}${digits.slice(dialling.homeCountry.length)}`;
      return `${international[0] ?? '00'}${digits}`;
    }
  }
}
