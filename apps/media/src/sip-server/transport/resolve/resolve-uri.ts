import { isIP } from 'node:net';
import { parameterOf, parseSipUri, type SipProtocol, type SipUri } from '@callwright/sip';
import type { AddressRecord, DnsPort, NaptrRecord } from './dns-port.js';
import { defaultPorts, type Hop } from './hop.js';
import { orderSrv } from './order-srv.js';

/** What resolving needs. `chance` gives numbers from 0 to below 1. */
export type ResolveOptions = { readonly dns: DnsPort; readonly chance: () => number };

// One name may lead to many; more than these are not tried (each may take 32 seconds).
const MAX_HOPS = 10;

/**
 * The addresses of a SIP URI in the order to try them (RFC 3263 §4): NAPTR, SRV, A and AAAA, as much of it as the URI
 * leaves open. Empty when there are none, or it is no SIP URI. Never rejects: a question nobody answers is a record
 * that does not exist.
 */
export async function resolveUri(text: string, { dns, chance }: ResolveOptions): Promise<readonly Hop[]> {
  const uri = parseSipUri(text);
  if (!uri) return [];
  const written = parameterOf(uri.parameters, 'transport')?.toLowerCase();
  const protocol = protocolOf(uri, written);
  if (written !== undefined && protocol === undefined) return [];
  const host = (parameterOf(uri.parameters, 'maddr') ?? uri.host).replace(/^\[|\]$/g, '');
  const search = new Search(dns, chance, { host, uri, mayUseTcp: written !== 'udp' });
  return (await search.run(protocol)).slice(0, MAX_HOPS);
}

const protocols: Readonly<Record<string, SipProtocol>> = { udp: 'udp', tcp: 'tcp', tls: 'tls', ws: 'ws', wss: 'wss' };
const secured: Readonly<Partial<Record<SipProtocol, SipProtocol>>> = { tcp: 'tls', tls: 'tls', ws: 'wss', wss: 'wss' };

/** The protocol the URI asks for. `sips` allows secured ones only, whatever the parameter (RFC 3261 §26.2.2). */
function protocolOf({ scheme }: SipUri, written: string | undefined): SipProtocol | undefined {
  const plain = written === undefined ? undefined : protocols[written];
  return scheme === 'sips' && plain ? secured[plain] : plain;
}

type Place = { readonly host: string; readonly uri: SipUri; readonly mayUseTcp: boolean };
type Question = { readonly name: string; readonly protocol: SipProtocol };

class Search {
  readonly #dns: DnsPort;
  readonly #chance: () => number;
  readonly #place: Place;

  constructor(dns: DnsPort, chance: () => number, place: Place) {
    this.#dns = dns;
    this.#chance = chance;
    this.#place = place;
  }

  async run(protocol: SipProtocol | undefined): Promise<readonly Hop[]> {
    const { host, uri } = this.#place;
    const fallback = protocol ?? (uri.scheme === 'sips' ? 'tls' : 'udp');
    // A name without a dot is the machine's or the network's own; nobody publishes services for it.
    const isPlain = isIP(host) !== 0 || uri.port !== undefined || !host.includes('.');
    const questions = isPlain ? [] : await this.#questions(protocol);
    const found = (await Promise.all(questions.map((question) => this.#bySrv(question)))).flat();
    return found.length > 0 ? found : this.#byAddress(host, fallback, uri.port);
  }

  async #questions(protocol: SipProtocol | undefined): Promise<readonly Question[]> {
    const { host, uri } = this.#place;
    if (protocol) return srvNames[protocol] ? [{ name: `${srvNames[protocol]}.${host}`, protocol }] : [];
    const offered = questionsOf(await ask(this.#dns.naptr(host)), uri.scheme);
    if (offered.length > 0) return offered;
    const usual: readonly SipProtocol[] = uri.scheme === 'sips' ? ['tls'] : ['udp', 'tcp', 'tls'];
    return usual.map((one) => ({ name: `${srvNames[one]}.${host}`, protocol: one }));
  }

  async #bySrv({ name, protocol }: Question): Promise<readonly Hop[]> {
    const records = await ask(this.#dns.srv(name));
    // RFC 2782: a target of "." says that the service is decidedly not there.
    const servers = orderSrv(records, this.#chance).filter((record) => record.name !== '' && record.name !== '.');
    const hops = servers.slice(0, MAX_HOPS).map((server) => this.#byAddress(server.name, protocol, server.port));
    return (await Promise.all(hops)).flat();
  }

  async #byAddress(name: string, protocol: SipProtocol, port = defaultPorts[protocol]): Promise<readonly Hop[]> {
    const { uri, mayUseTcp } = this.#place;
    const serverName = uri.host.replace(/^\[|\]$/g, '');
    const addresses = isIP(name) === 0 ? await this.#addressesOf(name) : [name];
    return addresses.map((address) => ({ protocol, address, port, serverName, mayUseTcp }));
  }

  /** IPv4 first: a machine without a way to IPv6 would wait for nothing. */
  async #addressesOf(name: string): Promise<readonly string[]> {
    const isLocal = /^localhost\.?$/i.test(name);
    const records: readonly AddressRecord[] = isLocal ? loopback : await ask(this.#dns.addresses(name));
    return [...records].sort((a, b) => a.family - b.family).map(({ address }) => address);
  }
}

// RFC 6761 §6.3: never asked of a server.
const loopback: readonly AddressRecord[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

const srvNames: Readonly<Partial<Record<SipProtocol, string>>> = {
  udp: '_sip._udp',
  tcp: '_sip._tcp',
  tls: '_sips._tcp',
};

const services: Readonly<Record<string, SipProtocol>> = { 'SIP+D2U': 'udp', 'SIP+D2T': 'tcp', 'SIPS+D2T': 'tls' };

/** RFC 3263 §4.1: of the services we speak, in the order of the records; for `sips` the secured ones only. */
function questionsOf(records: readonly NaptrRecord[], scheme: SipUri['scheme']): readonly Question[] {
  return [...records]
    .filter(({ flags }) => flags.toLowerCase() === 's')
    .sort((a, b) => a.order - b.order || a.preference - b.preference)
    .flatMap(({ service, replacement }): readonly Question[] => {
      const protocol = services[service.toUpperCase()];
      return protocol && (scheme === 'sip' || protocol === 'tls') ? [{ name: replacement, protocol }] : [];
    });
}

async function ask<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch {
    // Nobody answered; the next kind of record may still be had.
    return [];
  }
}
