import type { DialPolicy } from '@callwright/protocol';
import { BadRequestError } from '../../platform/http/errors.js';

// `+` alone is all numbers; without it are short ones and service codes; `@` begins a domain of SIP addresses. Who writes
// 0044 or 0900 means more than short numbers, and would be left unprotected without a word.
const NUMBER_PREFIX = /^\+([1-9]\d{0,14})?$/;
const SHORT_PREFIX = /^(?!0\d\d)[\d*#]{1,6}$/;
const DOMAIN = /^@([a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])$/i;
const LISTS = ['allowedPrefixes', 'deniedPrefixes', 'redirectPrefixes'] as const;

/**
 * The policy with its prefixes as they are compared: without blanks and punctuation.
 * @throws BadRequestError with each prefix that could never match anything
 */
export const checkedDialPolicy = (policy: DialPolicy): DialPolicy => {
  const lists = Object.fromEntries(LISTS.map((name) => [name, policy[name].map(plainPrefix)]));
  const problems = LISTS.flatMap((name) =>
    policy[name].flatMap((prefix, i) => (isPrefix(plainPrefix(prefix)) ? [] : [{ [`${name}.${i}`]: [WORDS] }])),
  );
  if (problems.length > 0) throw new BadRequestError(Object.assign({}, ...problems));
  return { ...policy, ...lists };
};

const WORDS = 'must be + and the beginning of a number, the beginning of a short number, or @ and a domain';

const isPrefix = (prefix: string): boolean => [NUMBER_PREFIX, SHORT_PREFIX, DOMAIN].some((form) => form.test(prefix));

const plainPrefix = (prefix: string): string => {
  const trimmed = prefix.trim();
  return trimmed.startsWith('@') ? trimmed.toLowerCase() : trimmed.replaceAll(/[\s()./-]/g, '');
};
