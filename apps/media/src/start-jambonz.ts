import { createJambonzApp } from './adapters/jambonz/index.js';
import type { ProtocolAdapter } from './adapters/protocol-adapter.js';
import { authenticate } from './control/credentials.js';
import { newUuid } from './platform/ids.js';
import type { ProtocolsOptions } from './start-protocols.js';

/** A call has its hook socket, that of its sound, and perhaps one that has just been lost. */
const SOCKETS_A_CALL = 3;

/** The end of jambonz at which we are the application. */
export const createJambonz = (options: ProtocolsOptions): ProtocolAdapter => {
  const { config, directory, registry, secret, onRefused, clock, log } = options;
  return createJambonzApp({
    onCall: (leg, principal) => registry().accept(leg, principal),
    authenticate: (credential) =>
      authenticate(credential, { directory, controlSecret: config.controlSecret, nowMs: clock.nowMs }),
    maxSockets: config.maxCalls * SOCKETS_A_CALL,
    ...{ directory, secret, onRefused, clock, newId: newUuid, log },
  });
};
