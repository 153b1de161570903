import { createOutboundClient, createServerAddresses } from '@callwright/outbound';
import type { EndpointApplicationOf, WorkspaceId } from '@callwright/protocol';
import type { CallDriver } from '../../../calls/call-driver.js';
import type { Log } from '../../../platform/logging.js';
import { PlatformDriver } from './platform-driver.js';
import type { PlatformParts } from './platform-parts.js';

/** What the platform's end of jambonz needs. */
export type JambonzPlatformOptions = Pick<PlatformParts, 'secret' | 'clock' | 'newId'> & {
  /** Hosts, addresses and ranges that applications may be at although they are private. */
  readonly allowPrivateHosts: readonly string[];
};

/** The platform's end of jambonz: applications of others decide in calls of ours. */
export type JambonzPlatform = {
  /** Who decides in one call. */
  readonly driverOf: (application: EndpointApplicationOf<'jambonz'>, workspaceId: WorkspaceId, log: Log) => CallDriver;
  /** Ends webhooks under way. May be called twice. */
  readonly close: () => Promise<void>;
};

/** Makes it. @throws Error for an entry of `allowPrivateHosts` that is not understood */
export const createJambonzPlatform = ({ allowPrivateHosts, ...ports }: JambonzPlatformOptions): JambonzPlatform => {
  const { clock } = ports;
  const addressesOf = createServerAddresses({ allowPrivate: allowPrivateHosts });
  const client = createOutboundClient({ clock, allowPrivate: allowPrivateHosts });
  return {
    driverOf: (application, workspaceId, log) =>
      new PlatformDriver({ application, workspaceId }, { ...ports, addressesOf, send: client.send, log }),
    close: () => client.close(),
  };
};
