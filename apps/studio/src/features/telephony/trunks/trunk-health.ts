import type { TrunkResource } from '@callwright/protocol';

/** How a trunk stands, by the name of its words in `telephony.trunks.health`, and the tone it is said in. */
export type TrunkHealth = {
  readonly name: 'off' | 'unknown' | 'refused' | 'trying' | 'down' | 'partly' | 'registered' | 'ready' | 'unchecked';
  readonly tone: 'ok' | 'warning' | 'danger' | 'plain';
};

/** How a trunk stands: what needs looking at comes first. */
export const healthOf = ({ isEnabled, registers, state }: TrunkResource): TrunkHealth => {
  if (!isEnabled) return { name: 'off', tone: 'plain' };
  if (state === null) return { name: 'unknown', tone: 'plain' };
  const { registration, gateways } = state;
  const down = gateways.filter(({ status }) => status === 'down').length;
  if (registration.status === 'failed') return { name: 'refused', tone: 'danger' };
  if (down > 0 && down === gateways.length) return { name: 'down', tone: 'danger' };
  if (registration.status === 'trying') return { name: 'trying', tone: 'warning' };
  if (down > 0) return { name: 'partly', tone: 'warning' };
  if (registers && registration.status === 'registered') return { name: 'registered', tone: 'ok' };
  return gateways.some(({ status }) => status === 'up')
    ? { name: 'ready', tone: 'ok' }
    : { name: 'unchecked', tone: 'plain' };
};

/** A machine of a trunk with what is known of it. */
export type GatewayHealth = {
  readonly key: string;
  /** As people write it: with its port when it has one. */
  readonly address: string;
  readonly transport: TrunkResource['gateways'][number]['transport'];
  readonly status: 'unknown' | 'up' | 'down';
  readonly roundTripMs: number | null;
  readonly problem: string | null;
};

/** The machines of a trunk, first the one that is tried first. */
export const gatewayHealth = ({ gateways, state }: TrunkResource): readonly GatewayHealth[] =>
  gateways
    .map((gateway, at) => {
      // Two may have one host: each is known by how many of that host were before it.
      const before = gateways.slice(0, at).filter(({ host }) => host === gateway.host).length;
      const seen = state?.gateways.filter(({ host }) => host === gateway.host)[before];
      const health: GatewayHealth = {
        key: `${gateway.host} ${before}`,
        address: gateway.port === undefined ? gateway.host : `${gateway.host}:${gateway.port}`,
        transport: gateway.transport,
        status: seen?.status ?? 'unknown',
        roundTripMs: seen?.roundTripMs ?? null,
        problem: seen?.problem ?? null,
      };
      return { health, priority: gateway.priority };
    })
    .sort((a, b) => a.priority - b.priority)
    .map(({ health }) => health);
