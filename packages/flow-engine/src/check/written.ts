import { AppError, type FlowVariable, type Json } from '@callwright/protocol';
import { evaluateWith, UNKNOWN } from '../expression/evaluate-expression.js';
import { parseExpression } from '../expression/parse-expression.js';
import type { Written } from '../outcome.js';
import { renderTemplate } from '../template.js';
import { speechFilters } from '../template-filters.js';
import { withVariable } from '../variables.js';
import { type Facts, surely, variableKey, withWrite } from './facts.js';
import { namesInTemplate } from './relevance.js';

/** Facts after a step has written, or `failed` when it certainly cannot: a value its variable cannot hold. */
export const factsAfter = (
  facts: Facts,
  sets: Readonly<Record<string, Written>>,
  variables: ReadonlyMap<string, FlowVariable>,
  isRelevant: (name: string) => boolean,
): Facts | 'failed' => {
  let next = facts;
  try {
    for (const [name, written] of Object.entries(sets)) {
      const value = valueWritten(written, facts);
      const stored = value === undefined ? undefined : (withVariable({}, name, value, variables)[name] ?? null);
      next = isRelevant(name) ? withWrite(next, name, stored) : next;
    }
    return next;
  } catch (error) {
    if (error instanceof AppError) return 'failed';
    throw error;
  }
};

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
