import { AppError } from '@callwright/protocol';
import type { Metadata } from '@grpc/grpc-js';
import type { Principal } from '../../../calls/principal.js';
import type { CallStarted } from '../messages.js';
import { type Admission, TICKET_PREFIX, type Tickets } from './tickets.js';

/** What proofs of identity are checked against. */
export type AdmissionPorts = {
  readonly tickets: Tickets;
  /** @throws AppError `auth.*` */
  readonly authenticate: (credential: string | null) => Principal;
};

/**
 * Who opens a stream, and to which line. A ticket of our webhook says both; whoever writes PerCL of their own puts
 * `endpoint=<line>` and `token=<API key or call token>` into its metadata, or the token into the gRPC metadata
 * `authorization`. Without a line the number that was dialled names it; a call token is for one line only.
 * @throws AppError `auth.*`
 */
export const admit = (started: CallStarted, sent: Metadata, { tickets, authenticate }: AdmissionPorts): Admission => {
  const said = pairsOf(started.metadata);
  const bearer = /^Bearer (.+)$/.exec(String(sent.get('authorization')[0] ?? ''))?.[1];
  const token = said.get('token') ?? bearer ?? null;
  if (token?.startsWith(TICKET_PREFIX)) {
    const admission = tickets.redeem(token);
    if (!admission) throw new AppError('auth.expired', 'This ticket has been used, or has expired.');
    return admission;
  }
  const principal = authenticate(token);
  const callee = principal.kind === 'token' ? principal.claims.callee : undefined;
  return { principal, endpoint: (said.get('endpoint') ?? callee ?? started.to).slice(0, 256) };
};

/** What a flow may read of a stream as headers of its call: its metadata, but for the proof, and the platform's own id. */
export const headersOf = ({ metadata, callId, to }: CallStarted): Readonly<Record<string, string>> => {
  const said = [...pairsOf(metadata)].filter(([name]) => name !== 'token' && name !== 'endpoint');
  return { ...Object.fromEntries(said), 'freeclimb-call-id': callId.slice(0, 256), 'freeclimb-to': to.slice(0, 256) };
};

const MAX_PAIRS = 50;
const MAX_VALUE_LENGTH = 4096;

const pairsOf = (metadata: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    metadata.slice(0, MAX_PAIRS).flatMap((entry) => {
      const [, name, value] = /^([A-Za-z0-9][\w.-]{0,63})=(.*)$/s.exec(entry) ?? [];
      return name !== undefined && value !== undefined ? [[name, value.slice(0, MAX_VALUE_LENGTH)] as const] : [];
    }),
  );
