/** Whether a template is the same text whatever the variables are. */
export const isConstant = (template: string): boolean => !template.includes('{{') && !template.includes('{%');

/** The path of the variable a template shows, when it does nothing else: `order.total` of `{{ order.total }}`. */
export const soleVariable = (template: string): string | null => {
  const path = SOLE_VARIABLE.exec(template)?.[1] ?? null;
  return path === null || notOfVariables.test(path) ? null : path;
};

/** Whether a path is of variables alone, and of nothing Liquid adds of its own. */
export const isPlainPath = (path: string): boolean => PLAIN_PATH.test(path) && !notOfVariables.test(path);

const PLAIN_PATH = /^[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*$/;
const SOLE_VARIABLE = /^\s*\{\{-?\s*([a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*|\[\d{1,6}\])*)\s*-?\}\}\s*$/;
// What Liquid adds of its own: the time, and what it calls the parts of lists and texts.
const notOfVariables = /^now$|(?:^|\.)size\b|\.(?:first|last)\b|^(true|false|nil|null|empty|blank)$/;
