import { z } from 'zod';
import { schemaNames } from './schema-names.js';

type JsonSchema = Record<string, unknown>;

/** Collects the named schemas that routes mention, and gives each route a short one that points at them. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** @param io whether it is what a route takes (defaults may be left out) or what it gives */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _, $defs, id: __, ...body } = z.toJSONSchema(schema, { metadata: schemaNames, io }) as JsonSchema;
    const suffix = io === 'input' ? 'Input' : '';
    for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
      this.#add(`${name}${suffix}`, definition, suffix);
    }
    const own = schemaNames.get(schema)?.id;
    if (own === undefined) return pointAtComponents(body, suffix);
    // A schema of a body is named for what it does (CreateFlow); it has no twin among the answers.
    this.#add(own, body, suffix);
    return { $ref: `#/components/schemas/${own}` };
  }

  #add(name: string, definition: JsonSchema, suffix: string): void {
    const { id: _, ...schema } = definition;
    this.schemas[name] = pointAtComponents(schema, suffix);
  }
}

const pointAtComponents = (schema: JsonSchema, suffix: string): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/^#\/\$defs\/(.+)$/, `#/components/schemas/$1${suffix}`)
      : value,
  );
