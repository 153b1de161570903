import type { Handshake } from '@callwright/jambonz-server';
import { AppError } from '@callwright/protocol';
import { hasScope, type Principal } from '../../../calls/principal.js';
import type { CachedDirectory } from '../../../control/directory.js';

/** Who calls a line by jambonz, and under which name the call is led there. */
export type JambonzCaller = {
  readonly principal: Principal;
  /** Whether the number that was dialled may be told as `to`: the line is known without it. */
  readonly isKnownByPrincipal: boolean;
};

/** What callers are checked against. */
export type CallerPorts = {
  readonly directory: Pick<CachedDirectory, 'endpoint'>;
  /** @throws AppError `auth.required`, `auth.expired` */
  readonly authenticate: (credential: string | null) => Principal;
};

/**
 * Who a jambonz is that calls a line: the password is an API key or a call token, the name is free to be anything (that of
 * the line, or of the key). Without a password it is a stranger, who reaches public lines alone.
 * @throws AppError `auth.*`, `call.unknownEndpoint`
 */
export const jambonzCaller = (
  line: string,
  credentials: Handshake['credentials'],
  ports: CallerPorts,
): JambonzCaller => {
  const principal = ports.authenticate(credentials?.password ?? null);
  if (principal.kind !== 'key') return { principal, isKnownByPrincipal: false };
  const endpoint = ports.directory.endpoint(line, principal.workspaceId);
  if (!endpoint) throw new AppError('call.unknownEndpoint', 'There is no such line.');
  if (!endpoint.isPublic && !hasScope(principal, 'calls:start'))
    throw new AppError('auth.forbidden', 'This key may not start calls.');
  const { workspaceId } = endpoint;
  const led: Principal = {
    kind: 'telephone',
    workspaceId,
    trunkId: null,
    userId: null,
    line: { kind: 'endpoint', name: endpoint.name },
  };
  return { principal: led, isKnownByPrincipal: true };
};
