import type { FieldMeta, NodeDefinition } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

type Config = Readonly<Record<string, Json>>;
type Shape = Readonly<Record<string, { readonly meta?: () => Partial<FieldMeta> | undefined }>>;

/**
 * A node's defaults with its empty texts and names of variables filled in, as far as the result is valid: half of the
 * texts constant, half with two variables.
 * @param variable the name of a variable to use
 */
export const filledIn = (definition: NodeDefinition, variable: string, nth: number): Config => {
  const defaults = asConfig(definition.config.parse({}));
  const { shape } = definition.config as { readonly shape?: Shape };
  const filled = Object.fromEntries(
    Object.entries(defaults).map(([field, value]) => [
      field,
      fill(value, shape?.[field]?.meta?.() ?? {}, variable, nth),
    ]),
  );
  return definition.config.safeParse(filled).success ? filled : defaults;
};

const asConfig = (value: unknown): Config => JSON.parse(JSON.stringify(value));

const fill = (value: Json, meta: Partial<FieldMeta>, variable: string, nth: number): Json => {
  if (value === '' && meta.template)
    return nth % 2 === 0 ? `Text ${nth}.` : `Dear {{ call.from }}, ${nth}: {{ ${variable} }}.`;
  if (value === '' && meta.widget === 'variable') return variable;
  return named(value, variable);
};

// Rules and assignments name their variables deeper down.
const named = (value: Json, variable: string): Json => {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((one) => named(one, variable));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      one === '' && (key === 'variable' || key === 'name') ? variable : named(one, variable),
    ]),
  );
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
