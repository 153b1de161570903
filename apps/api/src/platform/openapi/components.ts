import { z } from 'zod';
import { schemaNames } from './schema-names.js';

type JsonSchema = Record<string, unknown>;

/** Collects the named schemas that routes mention, and gives each route a short one that points at them. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** @param io whether it is what a route takes (what has a default may be left out) or what it gives */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _, $defs, ...body } = z.toJSONSchema(schema, { metadata: schemaNames, io }) as JsonSchema;
    const own = schemaNames.get(schema)?.id;
    // A body is named for what it does (CreateFlow) and has no twin among the answers; its parts may have.
    const nameOf = (name: string) => (io === 'output' || name === own ? name : `${name}Input`);
    for (const [name, { id: _id, ...definition }] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
      this.schemas[nameOf(name)] = pointAtComponents(definition, nameOf);
    }
    return pointAtComponents(body, nameOf);
  }
}

const pointAtComponents = (schema: JsonSchema, nameOf: (name: string) => string): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/^#\/\$defs\/(.+)$/, (_, name: string) => `#/components/schemas/${nameOf(name)}`)
      : value,
  );
