import { createHash } from 'node:crypto';
import type { SynthesisRequest } from './port.js';

/**
 * The key of a request as a client computes it: an md5 over everything that changes the sound (seed 0: sample rate,
 * speaker, language, text).
 * @param client name of the client, with a version when its voices change
 * @param request with the defaults of the client filled in, so that an absent speaker and the default one are the same
 */
export function createCacheKey(client: string, request: SynthesisRequest): string {
  const { text, language, speaker = '', rateHz, speed = 1 } = request;
  return createHash('md5')
    .update(JSON.stringify([client, rateHz, speaker, language.toLowerCase(), speed, text]))
    .digest('hex');
}
