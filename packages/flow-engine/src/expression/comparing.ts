import type { Json } from '@callwright/protocol';

/** Lists and objects nested deeper are compared as an empty text: what a caller or a server sent may not fill the stack. */
const MAX_DEPTH = 50;

/**
 * Whether two values are the same for a flow: text without regard to case and outer punctuation, numbers as numbers
 * however they are written, except what is written as no number is (0012 is not 12). Nothing is the same as empty text.
 */
export const isSameValue = (left: Json | undefined, right: Json | undefined): boolean => {
  const a = comparableText(left);
  const b = comparableText(right);
  return isPlainNumber(a) && isPlainNumber(b) ? Number(a) === Number(b) : a === b;
};

/** Whether a text has another in it, or a list an item that is the same. Nothing contains an empty text. */
export const containsValue = (whole: Json | undefined, part: Json | undefined): boolean => {
  const wanted = comparableText(part);
  if (wanted === '') return false;
  return Array.isArray(whole) ? whole.some((item) => isSameValue(item, part)) : comparableText(whole).includes(wanted);
};

/** Whether a text begins with another. Nothing begins with an empty text. */
export const startsWithValue = (whole: Json | undefined, start: Json | undefined): boolean => {
  const wanted = comparableText(start);
  return wanted !== '' && comparableText(whole).startsWith(wanted);
};

/** Whether a text ends with another. Nothing ends with an empty text. */
export const endsWithValue = (whole: Json | undefined, end: Json | undefined): boolean => {
  const wanted = comparableText(end);
  return wanted !== '' && comparableText(whole).endsWith(wanted);
};

/** Whether a value is one of a list, or of a text's parts between commas. */
export const isOneOf = (value: Json | undefined, choices: Json | undefined): boolean =>
  listOf(choices).some((choice) => isSameValue(value, choice));

/** The parts of a text between commas, without outer blanks and without empty ones. */
export const commaParts = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const listOf = (value: Json | undefined): readonly Json[] => {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : commaParts(plainText(value));
};

/** A value as a list: a list itself, the parts of a text between commas, an object as the one item it is. */
export const itemsIn = (value: Json | undefined): readonly Json[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : listOf(value);

/**
 * Below 0 when the left value comes first, 0 when they are equal, above 0 when it comes last; null when they have no
 * order. Quantities (`5`, `"0930"`), dates (`2026-03-01`) and times of day (`09:30`) have one among themselves.
 */
export const orderOf = (left: Json | undefined, right: Json | undefined): number | null => {
  const a = quantityOf(left);
  const b = quantityOf(right);
  if (a !== null && b !== null) return a - b;
  const [from, to] = [comparableText(left), comparableText(right)];
  const haveOrder = [DATE, TIME_OF_DAY].some((shape) => shape.test(from) && shape.test(to));
  if (!haveOrder) return null;
  if (from === to) return 0;
  return from < to ? -1 : 1;
};
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME_OF_DAY = /^([01]\d|2[0-4]):[0-5]\d$/;

/** A value as a number to reckon with: a number, or a text that is one, however many zeros it begins with; or null. */
export const quantityOf = (value: Json | undefined): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = comparableText(value);
  return /^[+-]?\d{1,300}(\.\d+)?$/.test(text) ? Number(text) : null;
};

/** Whether there is anything: not null, not blank text. */
export const isSet = (value: Json | undefined): boolean =>
  value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');

/** Whether there is nothing, or a list or object with nothing in it. */
export const isEmpty = (value: Json | undefined): boolean =>
  !isSet(value) || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** Whether a value says yes: true, 1, `"true"`, `"yes"`, `"on"`. */
export const isTrue = (value: Json | undefined): boolean =>
  value === true || (isPlain(value) && ['true', 'yes', 'on', '1'].includes(comparableText(value)));

/** Whether a value says no: false, 0, `"false"`, `"no"`, `"off"`. Nothing at all says neither. */
export const isFalse = (value: Json | undefined): boolean =>
  value === false || (isPlain(value) && ['false', 'no', 'off', '0'].includes(comparableText(value)));

const isPlain = (value: Json | undefined) => typeof value === 'string' || typeof value === 'number';

/** A value as text as it is written: nothing is empty, lists and objects are JSON. */
export const plainText = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  return isDeeperThan(value, MAX_DEPTH) ? '' : JSON.stringify(value);
};

const isDeeperThan = (value: Json, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1)));

// Recognisers add full stops and capitals: "Yes." is yes.
const comparableText = (value: Json | undefined): string => trimMarks(plainText(value)).toLowerCase();

const OPENING_MARKS = ' \t\n\r"\'¿¡';
const CLOSING_MARKS = ' \t\n\r"\'.,;:!?';

// Not a pattern: one would look at a long run of marks again from each of them.
const trimMarks = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && OPENING_MARKS.includes(text.charAt(from))) from += 1;
  while (to > from && CLOSING_MARKS.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

// Codes and phone numbers are text: 0012 is not 12, and more digits than a number holds do not become equal.
const isPlainNumber = (text: string) => text.length <= 15 && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);
