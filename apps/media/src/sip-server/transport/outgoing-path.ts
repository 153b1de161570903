import { formatVia, type SipPath, type SipRequest, withHeaderBefore } from '@callwright/sip';
import type { NewId } from '../../platform/ids.js';
import type { OutgoingRequest } from '../ports.js';
import type { MessageSender } from './message-sender.js';
import type { Hop } from './resolve/hop.js';
import { type ResolveOptions, resolveUri } from './resolve/resolve-uri.js';
import type { TcpRefusals } from './tcp-refusals.js';
import type { Transports } from './transports.js';

/** What finding a way for requests needs. */
export type OutgoingSurroundings = {
  readonly transports: Transports;
  readonly sender: MessageSender;
  readonly resolve: ResolveOptions;
  readonly newId: NewId;
  readonly tcpRefusals: TcpRefusals;
};

/** A request ready to go. */
export type ReadyRequest = { readonly request: SipRequest; readonly path: SipPath };

/** One way to try: gives the request as it goes there. Rejects when nobody can be reached there. */
export type OutgoingWay = () => Promise<ReadyRequest | 'tooLarge'>;

// RFC 3261 §18.1.1: larger requests go by TCP, as UDP would cut them to pieces that get lost.
const DATAGRAM_BYTES = 1300;
// Of 65,535 the headers of IP and UDP take their part.
const MAX_DATAGRAM_BYTES = 65_000;
// A telephone that cannot do TCP refuses at once; a firewall says nothing, and the caller is waiting.
const TCP_INSTEAD_MS = 1500;

/** All ways to a request's target in the order to try them: the connection it prefers, then what the URI leads to. */
export async function* waysOf(outgoing: OutgoingRequest, around: OutgoingSurroundings): AsyncGenerator<OutgoingWay> {
  const { target } = outgoing;
  const flow = target.connectionId === undefined ? undefined : around.transports.flow(target.connectionId);
  const nowhere = { address: '', port: 0 };
  if (flow && flow.pathTo(nowhere).protocol !== 'udp') {
    yield async () => ready(outgoing, flow.pathTo(nowhere), around);
  }
  for (const hop of await resolveUri(target.uri, around.resolve)) yield () => readyFor(hop, outgoing, around);
}

async function readyFor(
  hop: Hop,
  outgoing: OutgoingRequest,
  around: OutgoingSurroundings,
): Promise<ReadyRequest | 'tooLarge'> {
  const { transports, sender, tcpRefusals } = around;
  const first = ready(outgoing, await transports.pathTo(hop, outgoing.target.connectionId), around);
  if (hop.protocol !== 'udp') return first;
  const sizeBytes = sender.bytesOf(first.request).length;
  if (sizeBytes <= DATAGRAM_BYTES) return first;
  if (hop.mayUseTcp && !tcpRefusals.has(hop)) {
    try {
      const path = await transports.pathTo({ ...hop, protocol: 'tcp', connectMs: TCP_INSTEAD_MS });
      return ready(outgoing, path, around);
    } catch {
      // §18.1.1: then it is tried by UDP after all, and the next one at once.
      tcpRefusals.add(hop);
    }
  }
  return sizeBytes <= MAX_DATAGRAM_BYTES ? first : 'tooLarge';
}

function ready({ request, finish }: OutgoingRequest, path: SipPath, { newId }: OutgoingSurroundings): ReadyRequest {
  const finished = finish ? finish(request, path) : request;
  return { request: withHeaderBefore(finished, 'Via', viaOf(path, newId)), path };
}

/** RFC 3261 §8.1.1.7 and RFC 3581 §3. */
function viaOf({ protocol, advertised: { address, port } }: SipPath, newId: NewId): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const branch = `z9hG4bK${newId().replaceAll('-', '')}`;
  const parameters = [{ name: 'branch', value: branch }, { name: 'rport' }];
  return formatVia({ transport: protocol.toUpperCase(), host, port, parameters });
}
