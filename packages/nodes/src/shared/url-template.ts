import { type NodeContext, renderTemplate } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

type Vars = Readonly<Record<string, Json>>;

/**
 * A URL with its variables filled in, percent-encoded, so that no value can lead the request elsewhere: a slash, a
 * question mark or a new line in one stays part of that value. Only a variable the URL begins with is put in as it is:
 * the address of the service.
 */
export const filledUrl = (template: string, { render, vars }: Pick<NodeContext, 'render' | 'vars'>): string => {
  const text = template.trim();
  const address = LEADING_VARIABLE.exec(text)?.[0] ?? '';
  return `${render(address).trim()}${renderTemplate(text.slice(address.length), encodedVariables(text, vars))}`;
};

/** A value as one part of a URL or of a form. References to secrets stay as they are; what they stand for is put in later. */
export const encodedText = (text: string): string =>
  text
    .split(REFERENCE)
    .map((part) => (part.startsWith('⟦') ? part : encodeURIComponent(part.replace(LONE_SURROGATE, '\ufffd'))))
    .join('');

const LEADING_VARIABLE = /^\{\{[^{}]*\}\}/;
const REFERENCE = /(⟦[^⟦⟧]*⟧)/u;
const LONE_SURROGATE = /\p{Surrogate}/gu;

// Only what the URL can name: the rest need not be looked at.
const encodedVariables = (template: string, vars: Vars): Vars =>
  Object.fromEntries(
    Object.entries(vars).flatMap(([name, value]) => (template.includes(name) ? [[name, encodedValue(value)]] : [])),
  );

const encodedValue = (value: Json): Json => {
  if (typeof value === 'string') return encodedText(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(encodedValue);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, encodedValue(one)]));
};
