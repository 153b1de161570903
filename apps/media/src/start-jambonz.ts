import { writeWav } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import { createJambonzApp } from './adapters/jambonz/index.js';
import type { ProtocolAdapter } from './adapters/protocol-adapter.js';
import { authenticate } from './control/credentials.js';
import { newUuid } from './platform/ids.js';
import { beep } from './sound/stream/beep.js';
import { bytesInMemory, type PromptBytes } from './sound/stream/prompts/prompt-bytes.js';
import { locatePrompt, openPromptFile } from './sound/stream/prompts/prompt-file.js';
import type { ProtocolsOptions } from './start-protocols.js';

/** A call has its hook socket, that of its sound, and perhaps one that has just been lost. */
const SOCKETS_A_CALL = 3;

/** What the tone after which a caller is to speak is made in. */
const TONE_RATE_HZ = 8000;

const openPrompt = async (url: string, promptsDir: string): Promise<PromptBytes> => {
  if (url === 'tone:beep') return bytesInMemory(writeWav({ rateHz: TONE_RATE_HZ, channels: [beep(TONE_RATE_HZ)] }));
  const place = locatePrompt(url, promptsDir);
  if (place.kind === 'web') throw new AppError('media.promptRefused', 'This is fetched where it is.');
  return openPromptFile(place.path, promptsDir);
};

/** The end of jambonz at which we are the application. */
export const createJambonz = (options: ProtocolsOptions): ProtocolAdapter => {
  const { config, directory, registry, secret, onRefused, clock, log } = options;
  return createJambonzApp({
    onCall: (leg, principal) => registry().accept(leg, principal),
    authenticate: (credential) =>
      authenticate(credential, { directory, controlSecret: config.controlSecret, nowMs: clock.nowMs }),
    sentBy: (id) => registry().sentBy(id),
    openPrompt: (url) => openPrompt(url, config.promptsDir),
    maxSockets: config.maxCalls * SOCKETS_A_CALL,
    ...{ directory, secret, onRefused, clock, newId: newUuid, log },
  });
};
