import type { Json } from '@callwright/protocol';
import { limitsOf, mayBe, type PropertySchema } from './property-schema';

/** How a cell is filled in. */
export type ColumnKind = 'text' | 'number' | 'toggle' | 'select' | 'texts';

/** One value that every row of a list has. */
export type RowColumn = {
  readonly name: string;
  /** The schema's own title; most columns are named by the studio. */
  readonly title: string | undefined;
  readonly kind: ColumnKind;
  readonly options: readonly string[];
  readonly initial: Json;
  readonly isNullable: boolean;
  readonly isDuration: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly maxLength: number | undefined;
};

/** The columns of a list whose items are objects, in the schema's order; ids are nobody's business. */
export const rowColumns = ({ items }: PropertySchema): readonly RowColumn[] =>
  Object.entries(items?.properties ?? {}).flatMap(([name, schema]) => {
    const kind = name === 'id' ? undefined : kindOf(schema);
    return kind ? [{ name, kind, ...factsOf(name, schema, kind) }] : [];
  });

/** A row as it is when added. `newId` gives what tells it apart, where its schema wants an id. */
export const newRow = (
  { items }: PropertySchema,
  columns: readonly RowColumn[],
  newId: () => string,
): Readonly<Record<string, Json>> => ({
  ...(items?.properties && 'id' in items.properties ? { id: newId() } : {}),
  ...Object.fromEntries(columns.map(({ name, initial }) => [name, initial])),
});

const kindOf = (schema: PropertySchema): ColumnKind | undefined => {
  if (schema.enum) return 'select';
  if (mayBe(schema, 'boolean')) return 'toggle';
  if (mayBe(schema, 'number') || mayBe(schema, 'integer')) return 'number';
  if (mayBe(schema, 'array')) return 'texts';
  return mayBe(schema, 'string') ? 'text' : undefined;
};

const factsOf = (name: string, schema: PropertySchema, kind: ColumnKind) => ({
  title: schema.title,
  options: (schema.enum ?? []).map(String),
  // A default of null is one: nothing is said.
  initial: schema.default === undefined ? EMPTY[kind] : schema.default,
  isNullable: mayBe(schema, 'null'),
  isDuration: kind === 'number' && name.endsWith('Ms'),
  ...limitsOf(schema),
});

const EMPTY: Readonly<Record<ColumnKind, Json>> = { text: '', number: 0, toggle: false, select: '', texts: [] };
