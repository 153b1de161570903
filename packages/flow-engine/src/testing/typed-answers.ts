import type { ScriptAct } from '../script/script.js';

const KEYPAD = [...'1234567890*#'];

/**
 * Everything a caller can type where some keys are the answers: the answers, what is none, and what might have become
 * one. What may go on is over once the caller is silent.
 */
export const typedAnswers = (
  keys: readonly string[],
): readonly { readonly digits: string; readonly by: readonly ScriptAct[] }[] => {
  const mayGoOn = (digits: string) => keys.some((key) => key.length > digits.length && key.startsWith(digits));
  const begun = ['', ...new Set(keys.flatMap((key) => [...key].map((_, at) => key.slice(0, at + 1))))].filter(mayGoOn);
  const prefixes = begun.includes('') ? begun : ['', ...begun];
  return prefixes
    .flatMap((prefix) => KEYPAD.map((key) => `${prefix}${key}`))
    .map((digits) => ({
      digits,
      by: mayGoOn(digits) ? [{ presses: digits }, { isSilent: true }] : [{ presses: digits }],
    }));
};
