import { speechProviders } from '@callwright/protocol';
import { z } from 'zod';
import type { SoundConfig } from '../link/messages.js';

const schema = z.object({
  index: z.number().int().min(0),
  host: z.string().min(1),
  webrtcPort: z.number().int().min(0).max(65_535),
  publicAddress: z.string().nullable(),
  rtpPorts: z.object({
    first: z.number().int().min(1).max(65_534),
    last: z.number().int().min(1).max(65_535),
    share: z.number().min(0).max(1),
  }),
  rtpGoneAfterMs: z.number().int().min(1),
  recordingsDir: z.string().min(1),
  promptsDir: z.string().min(1),
  ttsCacheDir: z.string().min(1),
  ttsCacheMaxMb: z.number().min(0),
  ttsCacheKeepsPersonal: z.boolean(),
  speech: z.object({ providers: speechProviders, keys: z.record(z.string(), z.string()) }),
  asrWorkers: z.number().int().min(1),
  allowPrivateUrls: z.boolean(),
  logLevel: z.string(),
}) satisfies z.ZodType<SoundConfig>;

/** Reads the settings the call process handed over. @throws ZodError or SyntaxError when it did not */
export const parseSoundConfig = (json: string | undefined): SoundConfig => schema.parse(JSON.parse(json ?? 'null'));
