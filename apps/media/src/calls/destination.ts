import { compileFlow, type FlowProgram } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import {
  AppError,
  type EndpointApplication,
  type EndpointEntry,
  type FlowEntry,
  type FlowId,
  flowId,
  type WorkspaceId,
} from '@callwright/protocol';
import { dialFlow } from './dial-flow.js';
import { hasScope, type Principal, type TelephonePrincipal } from './principal.js';

/** What is known of endpoints and flows, without asking anybody: the control link keeps it. */
export type Directory = {
  /** An endpoint by its name; a stranger finds public ones only. */
  readonly endpoint: (name: string, workspaceId: WorkspaceId | null) => EndpointEntry | null;
  /** The published version of a flow. */
  readonly published: (workspaceId: WorkspaceId, flowId: FlowId) => FlowEntry | null;
  /** The draft of a flow; asks the api. @throws AppError `control.unavailable` */
  readonly draft: (workspaceId: WorkspaceId, flowId: FlowId) => Promise<FlowEntry | null>;
};

/** Where a call leads: a flow that drives it, or nobody but its client. */
export type Destination = {
  readonly workspaceId: WorkspaceId;
  readonly endpoint: EndpointEntry | null;
  readonly flow: {
    readonly entry: FlowEntry;
    readonly program: FlowProgram;
    /** Nobody has drawn it: it only passes the call on, and is in no list of flows. */
    readonly isMadeUp?: boolean;
  } | null;
  /** Somebody else's application that decides, when no flow does. */
  readonly application?: EndpointApplication;
  /** Nothing is recorded before the call is answered, and then by a command. */
  readonly isRecordedLater?: boolean;
};

/** `flow:<id>` is the published version, `flow:<id>@draft` the draft; an id is as long as `flowId` allows. */
const FLOW_CALLEE = /^flow:(?<id>[^@]{1,64})(?<draft>@draft)?$/;

/**
 * Finds out where a callee leads, and whether this caller may go there.
 * @throws AppError `auth.required`, `auth.forbidden`, `call.unknownEndpoint`, `flow.notFound`, `flow.invalid`
 */
export const findDestination = async (
  callee: string,
  principal: Principal,
  directory: Directory,
): Promise<Destination> => {
  if (principal.kind === 'telephone') return telephoneDestination(principal, directory);
  if (principal.kind === 'token' && principal.claims.callee !== callee) {
    throw new AppError('auth.forbidden', 'This token is for another line.');
  }
  const byId = FLOW_CALLEE.exec(callee)?.groups;
  if (byId) return flowById(flowId.parse(byId.id), byId.draft !== undefined, principal, directory);
  const endpoint = callee === '' ? null : directory.endpoint(callee, workspaceOf(principal));
  if (endpoint) return endpointDestination(endpoint, principal, directory);
  return clientDestination(callee, principal);
};

/** Whether a callee is a line of the workspace, or a flow by its id. */
export const isLine = (callee: string, workspaceId: WorkspaceId, directory: Directory): boolean =>
  FLOW_CALLEE.test(callee) || directory.endpoint(callee, workspaceId) !== null;

/** Whether there may be such a line for this caller; of flows by their id it is not known before the call. */
export const isLineFor = (callee: string, principal: Principal, directory: Pick<Directory, 'endpoint'>): boolean => {
  const workspaceId = workspaceOf(principal);
  return (workspaceId !== null && FLOW_CALLEE.test(callee)) || directory.endpoint(callee, workspaceId) !== null;
};

/** Whose a caller is; null for a stranger. */
export const workspaceOf = (principal: Principal): WorkspaceId | null => {
  if (principal.kind === 'stranger') return null;
  return principal.kind !== 'token' ? principal.workspaceId : principal.claims.workspaceId;
};

// Whoever calls by a trunk or a phone of the workspace has been let in: its lines need not be public.
const telephoneDestination = (principal: TelephonePrincipal, directory: Directory): Destination => {
  const { line, workspaceId } = principal;
  if (line.kind === 'dial')
    return { workspaceId, endpoint: null, flow: { ...dialFlow(workspaceId, line), isMadeUp: true } };
  const endpoint = directory.endpoint(line.name, workspaceId);
  if (!endpoint) throw new AppError('call.unknownEndpoint', 'There is no such line.');
  // Without anybody who decides it rings until a client comes for it.
  if (endpoint.flowId === null && !endpoint.application)
    return { workspaceId, endpoint, flow: null, isRecordedLater: true };
  return endpointDestination(endpoint, principal, directory);
};

const flowById = async (
  id: FlowId,
  isDraft: boolean,
  principal: Principal,
  directory: Directory,
): Promise<Destination> => {
  const workspaceId = workspaceOf(principal);
  if (workspaceId === null) throw new AppError('auth.required', 'Calling a flow by its id needs a token.');
  const mayStart = principal.kind === 'token' || hasScope(principal, 'calls:start');
  if (!mayStart) throw new AppError('auth.forbidden', 'This key may not start calls.');
  // A draft is for signed-in people: they are who call tokens are made for.
  if (isDraft && principal.kind !== 'token')
    throw new AppError('auth.forbidden', 'Drafts are called with a call token only.');
  const entry = isDraft ? await directory.draft(workspaceId, id) : directory.published(workspaceId, id);
  if (!entry)
    throw new AppError('flow.notFound', isDraft ? 'There is no such flow.' : 'This flow has not been published.');
  return { workspaceId, endpoint: null, flow: { entry, program: programOf(entry) } };
};

const endpointDestination = (endpoint: EndpointEntry, principal: Principal, directory: Directory): Destination => {
  const { workspaceId, isPublic, flowId: leadsTo, application } = endpoint;
  if (leadsTo === null && !application && hasScope(principal, 'calls:control'))
    return { workspaceId, endpoint, flow: null };
  if (!isPublic && principal.kind === 'stranger') throw notForStrangers();
  if (!isPublic && principal.kind === 'key' && !hasScope(principal, 'calls:start'))
    throw new AppError('auth.forbidden', 'This key may not start calls.');
  if (leadsTo === null && application) return { workspaceId, endpoint, flow: null, application };
  if (leadsTo === null) throw new AppError('flow.notFound', 'Nothing answers on this line yet.');
  const entry = directory.published(workspaceId, leadsTo);
  if (!entry) throw new AppError('flow.notFound', 'The flow of this line has not been published.');
  return { workspaceId, endpoint, flow: { entry, program: programOf(entry) } };
};

// Nothing of ours answers: the client itself drives, if it may.
const clientDestination = (callee: string, principal: Principal): Destination => {
  if (principal.kind === 'key' && hasScope(principal, 'calls:control')) {
    return { workspaceId: principal.workspaceId, endpoint: null, flow: null };
  }
  if (principal.kind === 'stranger') throw notForStrangers();
  if (callee !== '') throw new AppError('call.unknownEndpoint', 'There is no such line.');
  throw new AppError('auth.forbidden', 'Driving a call needs a key with the scope calls:control.');
};

// The same words for a line that is not there: strangers must not find out which lines there are.
const notForStrangers = () => new AppError('auth.required', 'This line is not open to strangers, or does not exist.');

const programs = new WeakMap<FlowEntry, FlowProgram>();

/** What runs of a flow and those it calls; made once for each entry. */
export const programOf = (entry: FlowEntry): FlowProgram => {
  const known = programs.get(entry);
  if (known) return known;
  const library = new Map((entry.subflows ?? []).map(({ key, flow }) => [key, flow]));
  const fresh = compileFlow(entry.flow, nodeTypes, library);
  programs.set(entry, fresh);
  return fresh;
};
