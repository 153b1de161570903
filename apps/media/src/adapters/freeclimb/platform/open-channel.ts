import type { ResolvedAddress } from '@callwright/outbound';
import { AppError } from '@callwright/protocol';
import { type ChannelOptions, Client, credentials } from '@grpc/grpc-js';
import type { Keepalive } from '../application/index.js';

/** What opening a channel needs. */
export type ChannelPorts = {
  /** The addresses of a server that may be asked. @throws AppError `http.network`, `http.refusedAddress` */
  readonly addressesOf: (url: URL) => Promise<readonly ResolvedAddress[]>;
  readonly keepalive: Keepalive;
  /** Certificates to trust instead of the well-known ones, PEM. */
  readonly ca?: Buffer | undefined;
};

/** As grpc-js has it by default: room for two minutes of the widest sound in one message. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const PORTS = { 'https:': 443, 'http:': 80 } as const;

/**
 * A channel to `http(s)://host[:port]`, by TLS for https. The addresses that were checked are those that are used; the name
 * is still what the certificate must be for.
 * @throws AppError as {@link ChannelPorts.addressesOf}, `http.badUrl`
 */
export const openChannel = async (uri: URL, { addressesOf, keepalive, ca }: ChannelPorts): Promise<Client> => {
  if (uri.protocol !== 'https:' && uri.protocol !== 'http:')
    throw new AppError('http.badUrl', 'An application is reached by http or https.');
  const addresses = await addressesOf(uri);
  const isTls = uri.protocol === 'https:';
  const port = uri.port === '' ? PORTS[uri.protocol] : Number(uri.port);
  const isName = addresses.some(({ address }) => address !== uri.hostname.replace(/^\[|\]$/g, ''));
  const options: ChannelOptions = {
    'grpc.default_authority': uri.host,
    'grpc.keepalive_time_ms': keepalive.timeMs,
    'grpc.keepalive_timeout_ms': keepalive.timeoutMs,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    // Each call has a connection of its own: what happens to one is nothing to the others.
    'grpc.use_local_subchannel_pool': 1,
    // A proxy of the environment would go round the check of the address.
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    ...(isTls && isName && { 'grpc.ssl_target_name_override': uri.hostname }),
  };
  return new Client(
    targetOf(addresses, port),
    isTls ? credentials.createSsl(ca ?? null) : credentials.createInsecure(),
    options,
  );
};

// One family at a time is all that a target can name; the first found is as good as any.
const targetOf = (addresses: readonly ResolvedAddress[], port: number): string => {
  const family = addresses[0]?.family === 6 ? 6 : 4;
  const own = addresses.filter((one) => one.family === family);
  const written = own.map(({ address }) => (family === 6 ? `[${address}]:${port}` : `${address}:${port}`));
  return `ipv${family}:${written.join(',')}`;
};
