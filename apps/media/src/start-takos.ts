import { createOutboundClient } from '@callwright/outbound';
import type { ProtocolAdapter } from './adapters/protocol-adapter.js';
import { Bots } from './adapters/takos/bot/bots.js';
import { createTakosControl } from './adapters/takos/control/index.js';
import { People } from './adapters/takos/control/people.js';
import { RemoteServers } from './adapters/takos/control/remote-servers.js';
import { createHmacSignature, createNoSignature, type TakosSignature } from './adapters/takos/control/signature.js';
import { createTakosAdapter } from './adapters/takos/index.js';
import { authenticate } from './control/credentials.js';
import { newUuid } from './platform/ids.js';
import type { ProtocolsOptions } from './start-protocols.js';

/** Sockets that may be open for each call there may be: those that still have to say what they want. */
const SOCKETS_A_CALL = 2;

/** Puts takos together: the rooms with their sockets, and who calls whom. The control is closed first. */
export const createTakos = (options: ProtocolsOptions): readonly ProtocolAdapter[] => {
  const { config, directory, registry, onRefused, clock, log: parent } = options;
  const { host, publicAddress, takos, maxCalls, controlSecret } = config;
  const log = parent.child({ protocol: 'takos' });
  const sfu = createTakosAdapter({
    ...{ host, publicAddress, ...takos, onRefused, clock, log: parent },
    maxRooms: maxCalls,
    maxSockets: maxCalls * SOCKETS_A_CALL,
  });
  const { rooms, tokens } = sfu;
  const { domain } = takos;
  const people = new People({ path: config.takosFile, secret: controlSecret, log });
  const signature = signatureOf(options, people);
  const outbound = createOutboundClient({ clock, allowPrivate: config.allowPrivateHosts });
  const serverOf = (name: string) => people.serverOf(name);
  const servers = new RemoteServers({ serverOf, signature, send: outbound.send, newId: newUuid });
  const bots = new Bots({
    ...{ rooms, domain, clock, newId: newUuid, log, soundHost: soundHostOf(host) },
    accept: (leg, principal) => registry().accept(leg, principal),
    endpoint: (name, workspaceId) => directory.endpoint(name, workspaceId),
  });
  const control = createTakosControl({
    ...{ domain, rooms, tokens, bots, people, servers, signature, onRefused, clock, log },
    authenticate: (credential) => authenticate(credential, { directory, controlSecret, nowMs: clock.nowMs }),
  });
  const close = async () => void (await Promise.all([control.close(), outbound.close()]));
  return [{ ...control, close }, sfu];
};

const signatureOf = ({ config, clock }: ProtocolsOptions, people: People): TakosSignature | null => {
  const { domain, signature } = config.takos;
  const secretOf = (name: string) => people.serverOf(name)?.secret ?? null;
  const options = { domain, nowMs: clock.nowMs, secretOf };
  if (signature === 'off') return null;
  return signature === 'hmac' ? createHmacSignature(options) : createNoSignature(options);
};

/** Where the sound processes' sockets are reached from this machine; a host of IPv6 has those of IPv4 on all addresses. */
const soundHostOf = (host: string): string => (/^\d+(\.\d+){3}$/.test(host) && host !== '0.0.0.0' ? host : '127.0.0.1');
