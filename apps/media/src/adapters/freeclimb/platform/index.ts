import type { OutboundRequest, OutboundResponse } from '@callwright/outbound';
import type { EndpointApplicationOf, WorkspaceId } from '@callwright/protocol';
import type { CallDriver } from '../../../calls/call-driver.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { KEEPALIVE, type Keepalive } from '../application/index.js';
import type { L16Order } from '../content-type.js';
import { Customer } from './customer.js';
import { FreeclimbDriver } from './driver.js';
import { type ChannelPorts, openChannel } from './open-channel.js';

/** What the platform end is made of. */
export type FreeclimbPlatformOptions = {
  readonly addressesOf: ChannelPorts['addressesOf'];
  /** @throws AppError `http.*` */
  readonly send: (request: OutboundRequest, signal: AbortSignal) => Promise<OutboundResponse>;
  readonly l16Order: L16Order;
  readonly keepalive?: Keepalive;
  /** Certificates of applications to trust instead of the well-known ones, PEM. */
  readonly ca?: Buffer;
  readonly clock: Clock;
  readonly log: Log;
};

/** The platform end: our calls, led by FreeClimb applications of others. */
export type FreeclimbPlatform = {
  /** Drives one call. */
  readonly driverOf: (
    application: EndpointApplicationOf<'freeclimb'>,
    workspaceId: WorkspaceId,
    log: Log,
  ) => CallDriver;
  /** Waits for what outlasts its calls: goodbyes and webhooks, each of them bounded. */
  readonly close: () => Promise<void>;
};

/** Spec 3, role P: Callwright as the FreeClimb platform. */
export const createFreeclimbPlatform = (options: FreeclimbPlatformOptions): FreeclimbPlatform => {
  const { addressesOf, send, l16Order, keepalive = KEEPALIVE, ca, clock, log } = options;
  const underWay = new Set<Promise<unknown>>();
  const inBackground = (name: string, work: Promise<unknown>): void => {
    underWay.add(work);
    runInBackground(
      name,
      work.finally(() => underWay.delete(work)),
      log,
    );
  };
  return {
    driverOf: (application, workspaceId, callLog) =>
      new FreeclimbDriver({
        ...{ application, inBackground, l16Order, clock, log: callLog },
        customer: new Customer({ workspaceId, send, inBackground, log: callLog }),
        openChannel: (uri) => openChannel(uri, { addressesOf, keepalive, ca }),
      }),
    close: async () => {
      await Promise.allSettled([...underWay]);
    },
  };
};
