import type { Metrics } from './platform/metrics.js';
import type { TelephonyCounts } from './start-telephony.js';

/**
 * Adds the numbers of the telephone side to those of this process. Those of the server are absent with a drachtio-server.
 * None names a trunk, a phone or an address.
 */
export const addTelephonyMetrics = (
  { addCounter, addGauge }: Pick<Metrics, 'addCounter' | 'addGauge'>,
  counts: () => TelephonyCounts,
): void => {
  const ofServer = (read: (server: Server) => Numbers) => () => {
    const { server } = counts();
    return server ? read(server) : {};
  };
  const ofState = (read: (state: State) => readonly string[]) => () => {
    const { state } = counts();
    return state ? tally(read(state)) : {};
  };
  addCounter({
    ...{ name: 'callwright_sip_messages_total', help: 'SIP messages that came in and went out', label: 'direction' },
    read: ofServer(({ transport: { received, sent } }) => ({ in: received, out: sent })),
  });
  addCounter({
    ...{ name: 'callwright_sip_lost_total', help: 'SIP messages and connections dropped or refused', label: 'reason' },
    read: ofServer(({ transport: { received, sent, ...reasons } }) => reasons),
  });
  addGauge({
    ...{ name: 'callwright_sip_transactions', help: 'SIP transactions under way', label: 'direction' },
    read: ofServer(({ transactions: { incoming, outgoing } }) => ({ in: incoming, out: outgoing })),
  });
  addGauge({
    ...{ name: 'callwright_sip_open', help: 'What the SIP server holds at this time', label: 'kind' },
    read: ofServer(({ dialogs, connections, pendingRequests, sentRequests }) => {
      return { dialogs, connections, pendingRequests, sentRequests };
    }),
  });
  addGauge({
    ...{ name: 'callwright_trunks', help: 'Trunks by how their registration stands', label: 'registration' },
    read: ofState(({ trunks }) => trunks.map(({ registration }) => registration.status)),
  });
  addGauge({
    ...{ name: 'callwright_trunk_gateways', help: 'Gateways of trunks by whether they answer', label: 'status' },
    read: ofState(({ trunks }) => trunks.flatMap(({ gateways }) => gateways.map(({ status }) => status))),
  });
  addGauge({
    ...{ name: 'callwright_phones_registered', help: 'Phones that are registered', label: 'transport' },
    read: ofState(({ phones }) => phones.map(({ transport }) => transport)),
  });
};

type Server = NonNullable<TelephonyCounts['server']>;
type State = NonNullable<TelephonyCounts['state']>;
type Numbers = Readonly<Record<string, number>>;

const tally = (texts: readonly string[]): Numbers => {
  const counted = new Map<string, number>();
  for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1);
  return Object.fromEntries(counted);
};
