import type { TrunkFinding } from '@callwright/protocol';
import { isLoopback } from '../../../sip-server/transport/own-addresses.js';
import type { Hop } from '../../../sip-server/transport/resolve/hop.js';
import type { Answer } from './ask-place.js';
import { type ConnectProbe, type ConnectProblem, probeWords } from './connect-probe.js';
import { type FoundPlace, hopText } from './places.js';

/** What is known of the way to a place. */
export type Reached = {
  readonly place: FoundPlace;
  /** What came of its OPTIONS. */
  readonly answer: Answer | null;
  /** Addresses with connections that were tried, in order. */
  readonly probes: readonly { readonly hop: Hop; readonly problem: ConnectProblem | null }[];
};

/** Of one place. */
const MOST_PROBES = 3;

/** Connects to the addresses of a place that take connections. Never rejects. */
export const probePlace = async ({ hops }: FoundPlace, probe: ConnectProbe): Promise<Reached['probes']> => {
  const connected = hops.filter(({ protocol }) => protocol === 'tcp' || protocol === 'tls').slice(0, MOST_PROBES);
  return Promise.all(connected.map(async (hop) => ({ hop, problem: await probe(hop) })));
};

/**
 * What is known besides. `sipHost`: where our own UDP socket is bound; null with a drachtio-server. `hasRegistered`: it
 * answered a REGISTER.
 */
export type ReachedFacts = { readonly sipHost: string | null; readonly hasRegistered: boolean };

/** Whether anything answers there. */
export const tellReachability = (reached: Reached, { sipHost, hasRegistered }: ReachedFacts): TrunkFinding => {
  const { place, answer } = reached;
  const told = (): Told => {
    if (place.hops.length === 0) return NOWHERE;
    if (answer?.isLoop) return ourselves(place);
    return answer || hasRegistered ? heard(reached) : unheard(reached, sipHost);
  };
  return { check: 'reachability', ...told() };
};

type Told = Omit<TrunkFinding, 'check'>;

const NOWHERE: Told = { status: 'skipped', text: 'There is no address to try.' };

const ourselves = ({ name }: FoundPlace): Told => ({
  status: 'failed',
  text: `${name} is this machine itself: calls would go round in circles.`,
  advice:
    'Enter the address of the carrier or the exchange. One that runs on this machine needs another port than ours.',
});

const heard = ({ place, probes }: Reached): Told => {
  const broken = probes.filter(({ problem }) => problem !== null);
  if (broken.length === 0) return { status: 'ok', text: `${place.name} answers.` };
  return {
    status: 'warning',
    text: `${place.name} answers, but not at each of its addresses: ${broken.map(probeText).join('; ')}.`,
    advice: adviceOf(broken),
  };
};

const unheard = ({ place, probes }: Reached, sipHost: string | null): Told => {
  const [first] = place.hops;
  if (first?.protocol === 'udp' && sipHost !== null && isLoopback(sipHost) && !isLoopback(first.address))
    return {
      status: 'failed',
      text: `Nothing goes to ${place.name}: SIP is bound to ${sipHost}, from where only this machine is reached.`,
      advice: 'Set CALLWRIGHT_HOST, or CALLWRIGHT_SIP_HOST for SIP alone, to 0.0.0.0 or an address of this machine.',
    };
  const broken = probes.filter(({ problem }) => problem !== null);
  if (broken.length > 0 && broken.length === probes.length)
    return { status: 'failed', text: `${place.name}: ${broken.map(probeText).join('; ')}.`, advice: adviceOf(broken) };
  if (probes.length > 0)
    return {
      status: 'failed',
      text: `${place.name} takes the connection and says nothing to a SIP request.`,
      advice: 'Check port and transport: something else may listen there, or it may talk to known addresses only.',
    };
  return {
    status: 'failed',
    text: `Nothing came back from ${place.name} at ${place.hops.map(hopText).slice(0, MOST_PROBES).join(', ')}.`,
    advice:
      'Check address, port and transport, and the firewalls on the way. A carrier that admits addresses from a list says nothing to others: tell it ours.',
  };
};

const probeText = ({ hop, problem }: Reached['probes'][number]): string =>
  `${hopText(hop)} ${problem === null ? 'is reached' : probeWords(problem, hop).seen}`;

const adviceOf = (broken: Reached['probes']): string =>
  [...new Set(broken.map(({ hop, problem }) => (problem === null ? '' : probeWords(problem, hop).advice)))].join(' ');
