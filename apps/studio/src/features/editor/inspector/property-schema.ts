import type { FieldMeta } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

/** A setting as JSON Schema tells of it, with what its `.meta()` adds. */
export type PropertySchema = Partial<FieldMeta> & {
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly default?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly items?: PropertySchema;
  readonly anyOf?: readonly PropertySchema[];
  readonly properties?: Readonly<Record<string, PropertySchema>>;
};

/** Every shape a value may have: the branches of its unions, or itself. */
export const shapesOf = (schema: PropertySchema): readonly PropertySchema[] =>
  schema.anyOf ? schema.anyOf.flatMap(shapesOf) : typesOf(schema).map((type) => ({ ...schema, type }));

/** Whether a value may be of a JSON type. */
export const mayBe = (schema: PropertySchema, type: string): boolean =>
  shapesOf(schema).some((shape) => shape.type === type);

/** What bounds a value, from whichever of its shapes says so. */
export const limitsOf = (schema: PropertySchema) => {
  const shapes = shapesOf(schema);
  const first = (name: 'minimum' | 'maximum' | 'maxLength' | 'maxItems') =>
    shapes.map((shape) => shape[name]).find((limit) => limit !== undefined);
  return {
    minimum: first('minimum'),
    maximum: first('maximum'),
    maxLength: first('maxLength'),
    maxItems: first('maxItems'),
  };
};

const typesOf = ({ type }: PropertySchema): readonly (string | undefined)[] =>
  Array.isArray(type) ? (type as readonly string[]) : [type as string | undefined];
