import { readFileSync } from 'node:fs';
import { createOutboundClient, createServerAddresses } from '@callwright/outbound';
import type { FreeclimbSettings } from '../../platform/freeclimb-settings.js';
import type { Log } from '../../platform/logging.js';
import type { ProtocolAdapter } from '../protocol-adapter.js';
import { createFreeclimbAdapter, type FreeclimbAdapterOptions } from './application/index.js';
import { createFreeclimbPlatform, type FreeclimbPlatform } from './platform/index.js';

/** What both ends are made of. */
export type FreeclimbOptions = Pick<
  FreeclimbAdapterOptions,
  'onCall' | 'authenticate' | 'isLine' | 'onRefused' | 'maxStreams' | 'clock' | 'newId' | 'newSecret'
> & {
  readonly settings: FreeclimbSettings;
  /** Hosts, addresses and ranges that may be asked although they are private. */
  readonly allowPrivateHosts: readonly string[];
  readonly log: Log;
};

/** Both ends of the protocol: platforms that stream their calls to us, and applications that decide in ours. */
export type Freeclimb = Required<Pick<ProtocolAdapter, 'name' | 'request' | 'start' | 'counts' | 'close'>> &
  Pick<FreeclimbPlatform, 'driverOf'>;

/**
 * Puts both ends together; nothing listens before `start`.
 * @throws Error when the certificate or its key cannot be read
 */
export const createFreeclimb = (options: FreeclimbOptions): Freeclimb => {
  const { settings, allowPrivateHosts: allowPrivate, clock, log } = options;
  const adapter = createFreeclimbAdapter({ ...options, ...settings, tls: tlsOf(settings) });
  const outbound = createOutboundClient({ clock, allowPrivate });
  const addressesOf = createServerAddresses({ allowPrivate });
  const platform = createFreeclimbPlatform({
    ...{ addressesOf, send: outbound.send, l16Order: settings.l16Order, clock, log },
  });
  let closing: Promise<void> | null = null;
  return {
    ...adapter,
    driverOf: platform.driverOf,
    close() {
      closing ??= Promise.all([adapter.close(), platform.close()]).then(() => outbound.close());
      return closing;
    },
  };
};

const tlsOf = ({ certificateFile, keyFile }: FreeclimbSettings): FreeclimbAdapterOptions['tls'] =>
  certificateFile === null || keyFile === null
    ? null
    : { certificate: readFileSync(certificateFile), key: readFileSync(keyFile) };
