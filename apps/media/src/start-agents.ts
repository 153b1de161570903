import { createOutboundClient, createServerAddresses, type OutboundClient } from '@callwright/outbound';
import type { EndpointApplicationOf } from '@callwright/protocol';
import { AppError } from '@callwright/protocol';
import { createDialogDriver } from './adapters/dialog/client/index.js';
import { createDialogServerAdapter } from './adapters/dialog/server/index.js';
import { readableBy } from './adapters/offer/cors.js';
import { createOfferAdapter } from './adapters/offer/index.js';
import { createSessionCallbacks } from './adapters/offer/session-callbacks.js';
import type { ProtocolAdapter } from './adapters/protocol-adapter.js';
import type { CallDriver } from './calls/call-driver.js';
import { workspaceOf } from './calls/destination.js';
import { type AgentFields, type AskedBeside, agentCaller } from './control/agent-caller.js';
import { authenticate } from './control/credentials.js';
import { iceServersFor } from './platform/ice-servers.js';
import { newHex } from './platform/ids.js';
import type { Log } from './platform/logging.js';
import type { ProtocolsOptions } from './start-protocols.js';

/** Seed 4 in its roles: a voice server for browsers, towards dialog applications, and a dialog application itself. */
export type AgentEnds = {
  readonly adapters: readonly ProtocolAdapter[];
  /** Somebody else's dialog application as the driver of one call. */
  readonly driverOf: (application: EndpointApplicationOf<'dialog'>, log: Log) => CallDriver;
  readonly close: () => Promise<void>;
};

/** Of the random part of a call's id: 128 bits. */
const ID_BYTES = 16;
const WEBHOOK_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Sockets that may be open for each call there may be. */
const SOCKETS_A_CALL = 2;

/** Puts both halves of seed 4 together. */
export const createAgentEnds = (options: ProtocolsOptions): AgentEnds => {
  const { config, registry, onRefused, clock, log } = options;
  const addressesOf = createServerAddresses({ allowPrivate: config.allowPrivateHosts });
  const findCaller = finderOf(options);
  const hook = webhookOf(options);
  const onCall: Parameters<typeof createOfferAdapter>[0]['onCall'] = (leg, principal) =>
    registry().accept(leg, principal);
  const offer = createOfferAdapter({
    ...{ onCall, findCaller, onRefused, clock, log },
    isReadableBy: readableBy(config.offer.origins, config.allowedOrigins),
    iceServersFor: (credential) => iceServersFor(workspaceOf(proveOf(options)(credential)), config.ice, clock.nowMs()),
    publicAddresses: config.offer.publicAddresses,
    callIdPrefix: config.offer.callIdPrefix,
    newSuffix: () => newHex(ID_BYTES),
    callbacks: createSessionCallbacks({ ...(hook && { post: hook.post }), clock, log }),
  });
  const maxSockets = config.maxCalls * SOCKETS_A_CALL;
  const dialog = createDialogServerAdapter({ onCall, findCaller, onRefused, maxSockets, clock, log });
  return {
    adapters: [offer, dialog],
    driverOf: (application, callLog) => createDialogDriver({ application, addressesOf, clock, log: callLog }),
    close: async () => hook?.client.close(),
  };
};

const proveOf =
  ({ config, directory, clock }: ProtocolsOptions) =>
  (credential: string | null) =>
    authenticate(credential, { directory, controlSecret: config.controlSecret, nowMs: clock.nowMs });

const finderOf = (options: ProtocolsOptions) => (fields: AgentFields, beside: AskedBeside) =>
  agentCaller(fields, beside, {
    authenticate: proveOf(options),
    endpoint: (name, workspaceId) => options.directory.endpoint(name, workspaceId),
    defaultLine: options.config.offer.line,
  });

type Webhook = { readonly client: OutboundClient; readonly post: (json: string) => Promise<void> };

// Who runs the server has set it: it may be a private address.
const webhookOf = ({ config, clock }: ProtocolsOptions): Webhook | null => {
  const url = config.offer.webhookUrl;
  if (url === null) return null;
  const { hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const client = createOutboundClient({ clock, allowPrivate: [...config.allowPrivateHosts, host] });
  const post = async (body: string): Promise<void> => {
    const headers = [{ name: 'content-type', value: 'application/json' }];
    const request = { method: 'POST', url, headers, body, timeoutMs: WEBHOOK_MS, maxBytes: MAX_ANSWER_BYTES } as const;
    const { status } = await client.send(request, new AbortController().signal);
    if (status >= 300) throw new AppError('http.network', `The webhook of offers answered ${status}.`);
  };
  return { client, post };
};
