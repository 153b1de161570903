import { z } from 'zod';

/** One call, from arrival to hangup: `c-<uuid>`, or the id a client asked for. Also the session id on the wire. */
export const callId = z.string().min(1).max(128).brand<'CallId'>();
export type CallId = z.infer<typeof callId>;

/** One audio track of a call. The caller's track has the call's own id; what the server plays is {@link SERVER_TRACK}. */
export const trackId = z.string().min(1).max(128).brand<'TrackId'>();
export type TrackId = z.infer<typeof trackId>;

/** One node of a flow: short, stable, unique within its flow. */
export const nodeId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .brand<'NodeId'>();
export type NodeId = z.infer<typeof nodeId>;

/** A flow, whatever its version. */
export const flowId = z.string().min(1).max(64).brand<'FlowId'>();
export type FlowId = z.infer<typeof flowId>;

/** What can be dialled: a short name or a number. */
export const endpointId = z.string().min(1).max(64).brand<'EndpointId'>();
export type EndpointId = z.infer<typeof endpointId>;

/** The owner of flows, endpoints and calls. */
export const workspaceId = z.string().min(1).max(64).brand<'WorkspaceId'>();
export type WorkspaceId = z.infer<typeof workspaceId>;

/** A person who may sign in. */
export const userId = z.string().min(1).max(64).brand<'UserId'>();
export type UserId = z.infer<typeof userId>;

/** The shared server-side playback track (seed 0): `tts` and `play` replace each other on it. */
export const SERVER_TRACK = trackId.parse('callee');
