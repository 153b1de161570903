import type { Expression } from './expression.js';
import { ExpressionParser } from './expression-parser.js';
import { ExpressionError, type ExpressionProblem, tokensOf } from './tokens.js';

/** Characters an expression may have. */
export const MAX_EXPRESSION_LENGTH = 10_000;

/** An expression, or what is wrong with its text. */
export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/**
 * Reads an expression: `order.total >= 100 and (language == "de" or not vip)`.
 *
 * Values: numbers, texts in either quotes, `true`, `false`, `null`, lists `[1, 2]`, paths `order.items[0].name` (odd
 * names in backquotes). Signs, from loose to tight: `or`; `and`; `not`; one of `== != < <= > >= in contains`,
 * `starts with`, `ends with`, the words also with `not` before; `+ -`; `* / %`. Functions are those of `functionArity`.
 * There are no loops. Words may be written in capitals.
 */
export const parseExpression = (text: string): ParsedExpression => {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    const message = `An expression has at most ${MAX_EXPRESSION_LENGTH} characters.`;
    return { ok: false, problem: { message, at: MAX_EXPRESSION_LENGTH } };
  }
  try {
    return { ok: true, expression: new ExpressionParser(tokensOf(text)).parse() };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { ok: false, problem: { message: error.message, at: error.at } };
  }
};
