import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { BadRequestError } from './errors.js';

/** Lets only what the schema takes through, with its defaults filled in and unknown fields left out. */
export class ValidPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.infer<Schema>> {
  constructor(private readonly schema: Schema) {}

  /** @throws BadRequestError with the wrong fields */
  transform(value: unknown): z.infer<Schema> {
    const parsed = this.schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    throw BadRequestError.of(parsed.error);
  }
}

/** Short form for parameters: `@Body(valid(createFlow))`. */
export const valid = <Schema extends z.ZodType>(schema: Schema): ValidPipe<Schema> => new ValidPipe(schema);
