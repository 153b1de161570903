import { AppError, type FlowVariable, type Json } from '@callwright/protocol';
import { evaluateWith, UNKNOWN } from '../expression/evaluate-expression.js';
import { parseExpression } from '../expression/parse-expression.js';
import type { Written } from '../outcome.js';
import { renderTemplate } from '../template.js';
import { speechFilters } from '../template-filters.js';
import { withVariable } from '../variables.js';
import { type Facts, surely, variableKey, withWrite } from './facts.js';
import { mayHold } from './fitting.js';
import { namesInTemplate } from './relevance.js';

/** A step that certainly cannot write: `unfit` is the variable whose type cannot hold the value, if that is why. */
export type CannotWrite = { readonly unfit: string | null };

/** Facts after a step has written, or why it certainly cannot. */
export const factsAfter = (
  facts: Facts,
  sets: Readonly<Record<string, Written>>,
  variables: ReadonlyMap<string, FlowVariable>,
  isRelevant: (name: string) => boolean,
): Facts | CannotWrite => {
  let next = facts;
  for (const [name, written] of Object.entries(sets)) {
    if (isMisfit(written, variables.get(name))) return { unfit: name };
    const stored = storedFrom(name, written, facts, variables);
    if (stored instanceof AppError) return { unfit: stored.code === 'flow.badValue' ? name : null };
    if (isRelevant(name)) next = withWrite(next, name, stored);
  }
  return next;
};

const storedFrom = (
  name: string,
  written: Written,
  facts: Facts,
  variables: ReadonlyMap<string, FlowVariable>,
): Json | undefined | AppError => {
  try {
    const value = valueWritten(written, facts);
    return value === undefined ? undefined : (withVariable({}, name, value, variables)[name] ?? null);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
};

const isMisfit = (written: Written, declared: FlowVariable | undefined): boolean =>
  written.is === 'any' && written.of !== undefined && declared !== undefined && !mayHold(declared.type, written.of);

/** A template as text, when all it reads is known; undefined when it is not. @throws AppError as `renderTemplate` */
export const renderKnown = (template: string, facts: Facts): string | undefined => {
  const names = namesInTemplate(template);
  if (asksMoment(template) || names.some((name) => surely(facts, [name]) === null)) return undefined;
  const known = names.flatMap((name): (readonly [string, Json])[] => {
    const fact = facts.get(variableKey(name));
    return fact?.is === 'value' ? [[name, fact.value]] : [];
  });
  return renderTemplate(template, Object.fromEntries(known));
};

// The same words come out otherwise in another language, or at another time.
const asksMoment = (template: string): boolean =>
  /\bnow\b/.test(template) || [...template.matchAll(/\|\s*(\w+)/g)].some(([, name = '']) => ofMoment.has(name));
const ofMoment: ReadonlySet<string> = new Set(['date', ...Object.keys(speechFilters)]);

const valueWritten = (written: Written, facts: Facts): Json | undefined => {
  switch (written.is) {
    case 'value':
      return written.value;
    case 'any':
      return undefined;
    case 'template':
      return renderKnown(written.template, facts);
    case 'expression':
      return calculated(written.expression, facts);
  }
};

const calculated = (text: string, facts: Facts): Json | undefined => {
  const parsed = parseExpression(text);
  if (!parsed.ok) return null;
  const at = (path: Parameters<typeof surely>[1]) => {
    const known = surely(facts, path);
    return known ? known.value : UNKNOWN;
  };
  const value = evaluateWith(parsed.expression, { at, moment: UNKNOWN });
  return value === UNKNOWN ? undefined : (value ?? null);
};
