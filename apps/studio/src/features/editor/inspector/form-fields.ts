import type { FieldMeta, NodeDefinition } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { z } from 'zod';

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
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly maxLength: number | undefined;
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
  }) as ObjectSchema;
  const fields = Object.entries(properties).flatMap(([name, schema]) => fieldOf(name, schema) ?? []);
  const inOrder = SECTIONS.flatMap((section) => fields.filter((field) => field.section === section));
  known.set(definition, inOrder);
  return inOrder;
};

/** Whether a field is shown while the step is set as it is. */
export const isShown = ({ when }: FormField, config: Readonly<Record<string, Json>>): boolean =>
  when === undefined || JSON.stringify(config[when.field]) === JSON.stringify(when.equals);

type PropertySchema = Partial<FieldMeta> & {
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly default?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: { readonly type?: string };
};
type ObjectSchema = { readonly properties?: Readonly<Record<string, PropertySchema>> };

const fieldOf = (name: string, schema: PropertySchema): FormField | undefined => {
  const widget = schema.widget ?? plainWidget(schema);
  if (!widget) return undefined;
  return {
    name,
    title: schema.title ?? name,
    help: schema.help,
    section: schema.section ?? 'advanced',
    widget,
    unit: schema.unit,
    template: schema.template ?? false,
    options: optionsOf(schema),
    when: schema.when,
    minimum: schema.minimum,
    maximum: schema.maximum,
    maxLength: schema.maxLength,
    initial: schema.default ?? null,
  };
};

// A schema that names no widget gets the plain one of its type; what has none stays out of the form.
const plainWidget = ({ type, enum: values, items }: PropertySchema): Widget | undefined => {
  if (values) return 'select';
  if (type === 'boolean') return 'toggle';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'string') return 'text';
  return type === 'array' && items?.type === 'string' ? 'texts' : undefined;
};

const optionsOf = ({ enum: values = [], options = {} }: PropertySchema) => {
  const names = values.length > 0 ? values.map(String) : Object.keys(options);
  return names.map((value) => ({ value, label: options[value] ?? value }));
};
