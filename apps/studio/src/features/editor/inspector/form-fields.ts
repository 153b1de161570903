import type { FieldMeta, NodeDefinition } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { z } from 'zod';
import { limitsOf, mayBe, type PropertySchema } from './property-schema';
import { newRow, type RowColumn, rowColumns } from './row-columns';

/** Sections of a step's form, in the order they stand. */
export const SECTIONS = ['hears', 'answers', 'otherwise', 'does', 'advanced'] as const;
/** One of them. */
export type Section = (typeof SECTIONS)[number];
/** Controls of the form. */
export type Widget = NonNullable<FieldMeta['widget']>;

/** One setting of a step, with all its control needs to know. */
export type FormField = {
  readonly name: string;
  readonly title: string;
  readonly help: string | undefined;
  readonly section: Section;
  readonly widget: Widget;
  readonly unit: FieldMeta['unit'];
  readonly template: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly when: FieldMeta['when'];
  /** The flow's default that holds while the setting is null. */
  readonly inherits: FieldMeta['inherits'];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly maxLength: number | undefined;
  readonly maxItems: number | undefined;
  /** Whether its numbers have no decimals. */
  readonly isInteger: boolean;
  /** Whether it may be null: not set, or as the flow says. */
  readonly isNullable: boolean;
  /** Whether its words may be by language. */
  readonly isLocal: boolean;
  /** Whether it may have other words the second time, and the third. */
  readonly isSeries: boolean;
  /** What a row holds, for a list of them. */
  readonly columns: readonly RowColumn[];
  /** A row as it is when added. */
  readonly newRow: (newId: () => string) => Readonly<Record<string, Json>>;
  readonly initial: Json;
};

const known = new WeakMap<NodeDefinition, readonly FormField[]>();

/** The form of a step, made from its schema alone: section by section, in the schema's order. */
export const formFields = (definition: NodeDefinition): readonly FormField[] => {
  const before = known.get(definition);
  if (before) return before;
  const { properties = {} } = z.toJSONSchema(definition.config, {
    io: 'input',
    unrepresentable: 'any',
  }) as PropertySchema;
  const fields = Object.entries(properties).flatMap(([name, schema]) => fieldOf(name, schema) ?? []);
  const inOrder = SECTIONS.flatMap((section) => fields.filter((field) => field.section === section));
  known.set(definition, inOrder);
  return inOrder;
};

/** Whether a field is shown while the step is set as it is. */
export const isShown = ({ when }: FormField, config: Readonly<Record<string, Json>>): boolean => {
  if (when === undefined) return true;
  const wanted = Array.isArray(when.equals) ? (when.equals as readonly Json[]) : [when.equals];
  return wanted.some((one) => JSON.stringify(one) === JSON.stringify(config[when.field]));
};

const fieldOf = (name: string, schema: PropertySchema): FormField | undefined => {
  const widget = schema.widget ?? plainWidget(schema);
  if (!widget) return undefined;
  const columns = rowColumns(schema);
  return {
    name,
    title: schema.title ?? name,
    // Names in a help text are marked for the docs.
    help: schema.help?.replaceAll('`', ''),
    section: schema.section ?? 'advanced',
    widget,
    unit: schema.unit,
    template: schema.template ?? false,
    options: optionsOf(schema),
    when: schema.when,
    inherits: schema.inherits,
    ...limitsOf(schema),
    isInteger: !mayBe(schema, 'number'),
    isNullable: mayBe(schema, 'null'),
    isLocal: mayBe(schema, 'object') && mayBe(schema, 'string'),
    isSeries: mayBe(schema, 'array') && mayBe(schema, 'string'),
    columns,
    newRow: (newId) => newRow(schema, columns, newId),
    initial: schema.default ?? null,
  };
};

// A schema that names no widget gets the plain one of its type; what has none stays out of the form.
const plainWidget = (schema: PropertySchema): Widget | undefined => {
  if (schema.enum) return 'select';
  if (mayBe(schema, 'boolean')) return 'toggle';
  if (mayBe(schema, 'number') || mayBe(schema, 'integer')) return 'number';
  if (mayBe(schema, 'string')) return 'text';
  return mayBe(schema, 'array') && schema.items?.type === 'string' ? 'texts' : undefined;
};

const optionsOf = ({ enum: values = [], options = {} }: PropertySchema) => {
  const names = values.length > 0 ? values.map(String) : Object.keys(options);
  return names.map((value) => ({ value, label: options[value] ?? value }));
};
