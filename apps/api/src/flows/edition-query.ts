import { z } from 'zod';

/** The query that says which text of a flow is meant: `draft`, unless a version is named. */
export const editionQuery = z.object({
  version: z
    .union([z.literal('draft'), z.coerce.number().int().min(1)])
    .default('draft')
    .describe('`draft`, or the number of a published version'),
});
