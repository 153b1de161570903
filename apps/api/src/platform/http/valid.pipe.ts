import { AppError } from '@callwright/protocol';
import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { MAX_NESTING, nestsDeeper } from '../nesting.js';
import { cleanText } from '../prisma/stored-json.js';
import { BadRequestError } from './errors.js';

/** Lets only what the schema takes through, with its defaults filled in and unknown fields left out. */
class ValidPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.infer<Schema>> {
  constructor(private readonly schema: Schema) {}

  /** @throws BadRequestError with the wrong fields; AppError `api.badRequest` for what is nested too deeply */
  transform(value: unknown): z.infer<Schema> {
    if (nestsDeeper(value, MAX_NESTING)) throw new AppError('api.badRequest', 'The request is nested too deeply.');
    const parsed = this.schema.safeParse(storable(value ?? {}));
    if (parsed.success) return parsed.data;
    throw BadRequestError.of(parsed.error);
  }
}

// The database refuses some characters anywhere, also where it only looks for an id. What lies deeper than a field is
// stored as JSON, which sees to this itself.
const storable = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, typeof field === 'string' ? cleanText(field) : field]),
  );
};

/** Short form for parameters: `@Body(valid(createFlow))`. */
export const valid = <Schema extends z.ZodType>(schema: Schema): ValidPipe<Schema> => new ValidPipe(schema);

/** Id of what has no type of its own for ids. */
export const plainId = z.string().min(1).max(128);
