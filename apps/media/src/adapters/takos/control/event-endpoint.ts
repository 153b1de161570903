import type { IncomingMessage } from 'node:http';
import { type AppError, type ErrorCode, errorCodes, toAppError, type WorkspaceId } from '@callwright/protocol';
import type { z } from 'zod';
import type { Actor } from './actor.js';
import type { FriendCalls } from './friend-calls.js';
import type { GroupCalls } from './group-calls.js';
import { type JsonAnswer, parseJson, readBody } from './http.js';
import { eventEnvelope, type TakosEventName, takosEvents } from './messages.js';
import type { SeenEvents } from './seen-events.js';
import type { TakosSignature } from './signature.js';

/** What the endpoint is made of. */
export type EventEndpointOptions = {
  readonly signature: TakosSignature;
  readonly workspaceOf: (origin: string) => WorkspaceId | null;
  readonly seen: SeenEvents;
  readonly friends: FriendCalls;
  readonly groups: GroupCalls;
  readonly onRefused: (code: ErrorCode) => void;
};

type Payload<Name extends TakosEventName> = z.infer<(typeof takosEvents)[Name]>;
type Handlers = { readonly [Name in TakosEventName]: (actor: Actor, payload: Payload<Name>) => Promise<JsonAnswer> };

/** Answers `POST /_takos/v1/event` of another server. Never rejects. */
export const createEventEndpoint = (options: EventEndpointOptions) => {
  const handlers = handlersOf(options);
  return async (request: IncomingMessage): Promise<JsonAnswer> => {
    if (request.method !== 'POST') return refused(405, 'Method not allowed');
    try {
      const body = await readBody(request);
      return await answer(request, body, options, handlers);
    } catch (thrown) {
      const error = toAppError(thrown);
      options.onRefused(error.code);
      return ofError(error);
    }
  };
};

const answer = async (
  request: IncomingMessage,
  body: Buffer,
  options: EventEndpointOptions,
  handlers: Handlers,
): Promise<JsonAnswer> => {
  const { authorization } = request.headers;
  if (authorization === undefined) return unproved('Missing authorization', options);
  const origin = options.signature.verify({ authorization, body, remoteAddress: request.socket.remoteAddress });
  const workspaceId = origin === null ? null : options.workspaceOf(origin);
  if (origin === null || workspaceId === null) return unproved('Invalid signature', options);
  const envelope = eventEnvelope.safeParse(parseJson(body));
  if (!envelope.success) return refused(400, 'Invalid event');
  const { event, eventId, payload } = envelope.data;
  if (!options.seen.take(origin, eventId)) return unproved('Event already seen', options);
  if (!isKnown(event)) return refused(400, 'Invalid event');
  // A line that other servers reach is public: whoever calls it is as good as one of the workspace's.
  const principal = { kind: 'key', workspaceId, scopes: ['calls:start'] } as const;
  return carryOut(event, { kind: 'server', domain: origin, workspaceId, principal }, payload, handlers);
};

const carryOut = async <Name extends TakosEventName>(
  event: Name,
  actor: Actor,
  payload: unknown,
  handlers: Handlers,
): Promise<JsonAnswer> => {
  const parsed = takosEvents[event].safeParse(payload);
  if (!parsed.success) return refused(400, 'Invalid payload');
  const handle: Handlers[Name] = handlers[event];
  return handle(actor, parsed.data as Payload<Name>);
};

const handlersOf = ({ friends, groups }: EventEndpointOptions): Handlers => ({
  't.friend.call.request': async (actor, payload) => {
    const admission = await friends.request(actor, payload);
    return done(admission === null ? {} : { token: admission.token });
  },
  't.friend.call.accept': async (actor, payload) => done({ token: (await friends.accept(actor, payload)).token }),
  't.friend.call.reject': async (actor, payload) => {
    await friends.reject(actor, payload);
    return done({});
  },
  't.friend.call.cancel': async (actor, payload) => {
    await friends.cancel(actor, payload);
    return done({});
  },
  't.group.call.request': async (actor, payload) => admitted(groups.request(actor, payload)),
  't.group.call.join': async (actor, payload) => admitted(groups.join(actor, payload)),
});

const isKnown = (event: string): event is TakosEventName => Object.hasOwn(takosEvents, event);

const done = (fields: object): JsonAnswer => ({ status: 200, body: { status: 'ok', ...fields } });
const admitted = (token: string | null): JsonAnswer => ({
  status: 200,
  body: token === null ? { ok: false } : { ok: true, token },
});
const refused = (status: number, error: string): JsonAnswer => ({ status, body: { error } });
const unproved = (error: string, { onRefused }: EventEndpointOptions): JsonAnswer => {
  onRefused('auth.required');
  return refused(401, error);
};

/** In the words of spec 1 §2, as far as it has any. */
const words: Partial<Record<ErrorCode, string>> = {
  'call.notAllowed': 'Invalid friendship',
  'api.notFound': 'Invalid call',
  'auth.forbidden': 'Invalid call participant',
};

const ofError = ({ code, message }: AppError): JsonAnswer => {
  const said = words[code];
  if (said !== undefined) return { status: 400, body: { status: 'error', message: said } };
  return {
    status: errorCodes[code].httpStatus,
    body: { status: 'error', message: code === 'internal' ? 'Something went wrong.' : message },
  };
};
