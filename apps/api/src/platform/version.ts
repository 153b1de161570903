import { createRequire } from 'node:module';
import { z } from 'zod';

/** Version of the api, as its package says. */
export const API_VERSION: string = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)('../../package.json')).version;
