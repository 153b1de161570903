import type { TrunkLiveState, TrunkState } from '@callwright/protocol';

type Registration = TrunkState['registration'];
type Gateway = TrunkState['gateways'][number];

// What someone should look at comes first: one process that cannot register does not get the calls meant for it.
const REGISTRATION_ORDER: readonly Registration['status'][] = ['failed', 'trying', 'registered', 'off'];
const GATEWAY_ORDER: readonly Gateway['status'][] = ['down', 'up', 'unknown'];

/** How a trunk fares by what each media process says of it: the worst of each, and the calls of all. Null for none. */
export const mergeTrunkStates = (states: readonly TrunkState[]): TrunkLiveState | null => {
  const [first] = states;
  if (!first) return null;
  return {
    registration: worst(states, ({ registration }) => registration, REGISTRATION_ORDER) ?? first.registration,
    gateways: gatewaysOf(states),
    calls: states.reduce((sum, { calls }) => sum + calls, 0),
  };
};

// Two gateways may have one host and different ports: each is known by its host and how many of that host were before it.
const gatewaysOf = (states: readonly TrunkState[]): Gateway[] => {
  const byPlace = new Map<string, Gateway[]>();
  for (const { gateways } of states) {
    for (const [i, gateway] of gateways.entries()) {
      const before = gateways.slice(0, i).filter(({ host }) => host === gateway.host).length;
      const place = `${before} ${gateway.host}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), gateway]);
    }
  }
  return [...byPlace.values()].flatMap((seen) => worst(seen, (gateway) => gateway, GATEWAY_ORDER) ?? []);
};

const worst = <One, Part extends { readonly status: string }>(
  all: readonly One[],
  part: (one: One) => Part,
  order: readonly Part['status'][],
): Part | undefined => all.map(part).sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))[0];
