import { AppError, type FlowVariable, type Json, type VariableType } from '@callwright/protocol';
import { lengthOf, MAX_VALUE_LENGTH, MAX_VARIABLES, MAX_VARIABLES_LENGTH } from './bounds.js';
import { isSecretReference } from './secret-reference.js';

type Vars = Readonly<Record<string, Json>>;
type Declared = ReadonlyMap<string, FlowVariable>;

/**
 * Variables with one more value, made one of its declared type.
 * @throws AppError `flow.badValue` when it cannot be, `flow.valueTooLarge` when it or all of them are too large
 */
export const withVariable = (vars: Vars, name: string, value: Json, declared: Declared): Vars => {
  const type = declared.get(name)?.type;
  const next = { ...vars, [name]: type === undefined ? value : coerce(name, value, type) };
  checkSize(name, next);
  return next;
};

/**
 * What a flow begins with: what its declarations say, then what is given.
 * @throws AppError as {@link withVariable}
 */
export const initialVariables = (declared: Declared, given: Vars): Vars => {
  let vars: Vars = {};
  for (const { name, initial } of declared.values()) {
    if (initial !== undefined && given[name] === undefined) vars = withVariable(vars, name, initial, declared);
  }
  for (const [name, value] of Object.entries(given)) vars = withVariable(vars, name, value, declared);
  return vars;
};

const checkSize = (name: string, vars: Vars): void => {
  const own = lengthOf(vars[name] ?? null);
  if (own > MAX_VALUE_LENGTH) throw new AppError('flow.valueTooLarge', `The variable ${name} became too large.`);
  // Small values cannot bring the sum over its bound while there are few of them; counting all at each step is slow.
  const names = Object.keys(vars);
  if (names.length > MAX_VARIABLES) throw new AppError('flow.valueTooLarge', 'The flow has too many variables.');
  if (names.length * MAX_VALUE_LENGTH <= MAX_VARIABLES_LENGTH) return;
  if (own > 64 && lengthOf(vars) > MAX_VARIABLES_LENGTH)
    throw new AppError('flow.valueTooLarge', 'The variables of the flow became too large.');
};

const coerce = (name: string, value: Json, type: VariableType): Json => {
  const made = value === null ? null : coercions[type](value);
  if (made !== undefined) return made;
  throw new AppError('flow.badValue', `The variable ${name} cannot hold that: it is declared as ${type}.`);
};

const coercions: Readonly<Record<VariableType, (value: Json) => Json | undefined>> = {
  text: (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  number: (value) => {
    if (typeof value === 'number') return value;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  },
  boolean: (value) => {
    if (typeof value === 'boolean') return value;
    const text = String(value);
    if (text === 'true' || text === '1') return true;
    return text === 'false' || text === '0' ? false : undefined;
  },
  list: (value) => parsed(value, Array.isArray),
  object: (value) => parsed(value, (one) => typeof one === 'object' && one !== null && !Array.isArray(one)),
  secret: (value) => (isSecretReference(value) || value === '' ? value : undefined),
};

// A template gives text; what is written as JSON in it is meant as such.
const parsed = (value: Json, isRight: (value: unknown) => boolean): Json | undefined => {
  if (typeof value !== 'string') return isRight(value) ? value : undefined;
  try {
    const read: Json = JSON.parse(value);
    return isRight(read) ? read : undefined;
  } catch {
    return undefined; // Plain text is no list.
  }
};
