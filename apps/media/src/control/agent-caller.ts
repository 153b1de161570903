import { API_KEY_PREFIX, AppError, type EndpointEntry, toAppError, type WorkspaceId } from '@callwright/protocol';
import type { Principal } from '../calls/principal.js';

/** Who calls, and which agent, in the words of seed 4; all of it may be missing. */
export type AgentFields = {
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  readonly agentId?: string | undefined;
  /** Any JSON, as it was written; it may hold the same three names. */
  readonly payload?: string | undefined;
};

/** What is asked for beside them, in the address or headers of a request. */
export type AskedBeside = { readonly credential: string | null; readonly line: string | null };

/** What callers are found by. */
export type AgentPorts = {
  /** @throws AppError `auth.required`, `auth.expired` */
  readonly authenticate: (credential: string | null) => Principal;
  readonly endpoint: (name: string, workspaceId: WorkspaceId | null) => EndpointEntry | null;
  /** Line of those who name none; null: there is none. */
  readonly defaultLine: string | null;
};

/**
 * Who calls, and where to. `agentId` is the name of a line. Keys are checked against ours, unless the line is open to
 * strangers and an application of somebody else decides on it: then they are that application's business.
 * @throws AppError `auth.required`, `auth.expired`
 */
export const agentCaller = (
  given: AgentFields,
  { credential, line }: AskedBeside,
  ports: AgentPorts,
): { readonly principal: Principal; readonly to: string } => {
  const fields = flatFields(given);
  const proof = prove(credential ?? keyOf(fields), ports);
  const names = [line, ...(line === null ? [fields.agentId, lineOfToken(proof), ports.defaultLine] : [])];
  const find = (workspaceId: WorkspaceId | null) =>
    names.flatMap((name) => (name ? (ports.endpoint(name, workspaceId) ?? []) : []))[0];
  // A key of ours is shown to nobody outside its workspace.
  if (!(proof instanceof AppError) && proof.kind !== 'stranger')
    return { principal: proof, to: find(workspaceOf(proof))?.name ?? firstOf(names) };
  const open = find(null);
  if (open?.application && open.flowId === null) return { principal: { kind: 'stranger' }, to: open.name };
  return { principal: proofOf(proof), to: open?.name ?? firstOf(names) };
};

const firstOf = (names: readonly (string | null | undefined)[]): string => names.find((name) => name) ?? '';

/** The three fields, from the payload where they are not given themselves. */
const flatFields = (given: AgentFields): AgentFields => {
  const inside = given.payload === undefined ? {} : stringsOf(given.payload);
  return {
    apiKey: given.apiKey || inside.apiKey,
    apiSecret: given.apiSecret || inside.apiSecret,
    agentId: given.agentId || inside.agentId,
  };
};

const stringsOf = (json: string): Readonly<Record<string, string>> => {
  const value = parsed(json);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'));
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return null; // Whatever it is, it names nobody.
  }
};

/** A key of ours is `cwk_<id>_<secret>`; it may come whole as either field, or cut at its last line. */
const keyOf = ({ apiKey = '', apiSecret = '' }: AgentFields): string | null => {
  const [key, secret] = [apiKey.trim(), apiSecret.trim()];
  if (secret === '' || key === secret) return key || null;
  if (key === '') return secret;
  if (secret.startsWith(`${API_KEY_PREFIX}_`)) return secret.startsWith(key) ? secret : `${key} ${secret}`;
  if (key.endsWith(`_${secret}`) && key.split('_').length > 2) return key;
  return `${key}_${secret}`;
};

const prove = (credential: string | null, { authenticate }: AgentPorts): Principal | AppError => {
  try {
    return authenticate(credential);
  } catch (error) {
    return toAppError(error);
  }
};

const proofOf = (proof: Principal | AppError): Principal => {
  if (proof instanceof AppError) throw proof;
  return proof;
};

const lineOfToken = (proof: Principal | AppError): string | null =>
  !(proof instanceof AppError) && proof.kind === 'token' ? proof.claims.callee : null;

const workspaceOf = (principal: Principal): WorkspaceId | null => {
  if (principal.kind === 'stranger') return null;
  return principal.kind === 'token' ? principal.claims.workspaceId : principal.workspaceId;
};
