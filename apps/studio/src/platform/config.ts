import { z } from 'zod';

/** Settings of the studio's own server. */
export const studioConfigSchema = z.object({
  CALLWRIGHT_API_URL: z
    .url()
    .default('http://127.0.0.1:3001')
    .describe('where the api answers, as this server sees it'),
});

/** Reads the settings at request time, so that one build runs anywhere. */
export const studioConfig = (): { readonly apiUrl: string } => ({
  apiUrl: studioConfigSchema.parse(process.env).CALLWRIGHT_API_URL.replace(/\/+$/, ''),
});
