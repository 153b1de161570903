import { sine, writeWav } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import { createCacheKey } from './cache-key.js';
import type { SynthesisClient, SynthesisRequest } from './port.js';

/** A client that hums: what it was asked for can be read, and what it answers is known. */
export type FakeSynthesisClient = SynthesisClient & { readonly requests: readonly SynthesisRequest[] };

/** Milliseconds of tone for each character of the text. */
export const FAKE_MS_PER_CHARACTER = 20;
/** The tone every text is spoken as. */
export const FAKE_TONE_HZ = 440;
/** The rate many services answer at, and no call has. */
export const FAKE_RATE_HZ = 22_050;

/** Answers any text with a 440 Hz tone of 20 ms a character, as a 22.05 kHz WAV file. */
export function createFakeClient(): FakeSynthesisClient {
  const requests: SynthesisRequest[] = [];
  let isClosed = false;
  return {
    name: 'fake',
    requests,
    capabilities: { languages: [], speakers: ['hum'], maxTextLength: 1000 },
    cacheKey: (request) => createCacheKey('fake', { ...request, speaker: request.speaker ?? 'hum' }),
    async synthesize(request, signal) {
      signal.throwIfAborted();
      if (isClosed) throw new AppError('speech.ttsFailed', 'The fake is closed');
      if (!/\w/.test(request.text)) throw new AppError('speech.ttsFailed', 'There is nothing to say in the text');
      requests.push(request);
      const hum = sine(FAKE_TONE_HZ, request.text.length * FAKE_MS_PER_CHARACTER, FAKE_RATE_HZ);
      return { format: 'wav', bytes: writeWav({ rateHz: FAKE_RATE_HZ, channels: [hum] }) };
    },
    close: async () => {
      isClosed = true;
    },
  };
}
