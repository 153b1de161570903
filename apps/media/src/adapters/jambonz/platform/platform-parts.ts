import type { OutboundClient } from '@callwright/outbound';
import type { WorkspaceId } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import type { SocketPorts } from './wire/open-socket.js';

/** What the platform's end of jambonz is made of. */
export type PlatformParts = {
  /** The addresses of a server that may be asked. @throws AppError `http.network`, `http.refusedAddress` */
  readonly addressesOf: SocketPorts['addressesOf'];
  /** Sends webhooks. @throws AppError `http.*` */
  readonly send: OutboundClient['send'];
  /** A secret of a workspace by its name; null when there is none. @throws AppError `control.unavailable` */
  readonly secret: (workspaceId: WorkspaceId, name: string) => Promise<string | null>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};
