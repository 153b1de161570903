import type { IncomingMessage } from 'node:http';
import { AppError, type ErrorCode, errorCodes, type Scope, toAppError } from '@callwright/protocol';
import { z } from 'zod';
import { hasScope, type Principal } from '../../../calls/principal.js';
import type { Actor } from './actor.js';
import type { FriendCalls } from './friend-calls.js';
import type { GroupCalls } from './group-calls.js';
import { type JsonAnswer, parseJson, readBody } from './http.js';
import { friendPair, friendRequest, groupJoin, groupRequest, roomId } from './messages.js';
import type { People } from './people.js';
import { parseUserId } from './user-id.js';

/** What REST is made of. */
export type RestOptions = {
  readonly friends: FriendCalls;
  readonly groups: GroupCalls;
  readonly people: People;
  /** @throws AppError `auth.required`, `auth.expired` */
  readonly authenticate: (credential: string | null) => Principal;
  readonly onRefused: (code: ErrorCode) => void;
};

/** Where it is. */
export const REST_PATH = '/takos/v1/';

type Verb = {
  readonly scope: Scope;
  readonly run: (actor: Actor, input: unknown, options: RestOptions) => Promise<object> | object;
};

const userId = z.string().refine((text) => parseUserId(text) !== null, 'must be name@domain');
const group = z.object({ roomId, members: z.array(userId).max(1000) });
const room = z.object({ roomId });
const bot = z.object({ roomId, line: userId });
const domain = z
  .string()
  .regex(/^[a-z0-9[\]:._-]{1,253}$/i)
  .transform((text) => text.toLowerCase());
const server = z.object({
  domain,
  secret: z.string().min(16).max(512),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
});
const ofServer = z.object({ domain });
const ofUser = z.object({ userId });

const verb = <Input>(
  scope: Scope,
  schema: z.ZodType<Input>,
  run: (actor: Actor, input: Input, options: RestOptions) => Promise<object> | object,
): Verb => ({ scope, run: (actor, input, options) => run(actor, parse(schema, input), options) });

const ok = { status: 'ok' };

/** `<method> <path>`: the verbs of seed 1 §3.1 and §3.2 for a workspace's own users, and who they are. */
const verbs: Readonly<Record<string, Verb>> = {
  'POST friend/request': verb('calls:start', friendRequest, async (actor, input, { friends }) => ({
    ...ok,
    ...(await friends.request(actor, input)),
  })),
  'POST friend/accept': verb('calls:start', friendPair, async (actor, input, { friends }) => ({
    ...ok,
    ...(await friends.accept(actor, input)),
  })),
  'POST friend/reject': verb('calls:start', friendPair, async (actor, input, { friends }) => {
    await friends.reject(actor, input);
    return ok;
  }),
  'POST friend/cancel': verb('calls:start', friendPair, async (actor, input, { friends }) => {
    await friends.cancel(actor, input);
    return ok;
  }),
  'POST friend/end': verb('calls:start', friendPair, (actor, input, { friends }) => {
    friends.end(actor, input);
    return ok;
  }),
  'GET friend/call': verb('calls:start', friendPair, (actor, input, { friends }) => friends.look(actor, input)),
  'GET friend/calls': verb('calls:start', ofUser, (actor, input, { friends }) => ({
    calls: friends.callsFor(actor, input.userId),
  })),
  'POST group/request': verb('calls:start', groupRequest, (actor, input, { groups }) =>
    admitted(groups.request(actor, input)),
  ),
  'POST group/join': verb('calls:start', groupJoin, (actor, input, { groups }) => admitted(groups.join(actor, input))),
  'POST group/bot': verb('calls:start', bot, async (actor, input, { groups }) => ({
    ok: true,
    callId: await groups.invite(actor, input.roomId, input.line),
  })),
  'POST group/end': verb('calls:start', room, (actor, input, { groups }) => {
    groups.end(actor, input.roomId);
    return ok;
  }),
  'PUT friends': verb('calls:control', friendPair, ({ workspaceId }, { userId: one, friendId }, { people }) => {
    people.befriend(workspaceId, one, friendId);
    return ok;
  }),
  'DELETE friends': verb('calls:control', friendPair, ({ workspaceId }, { userId: one, friendId }, { people }) => {
    people.part(workspaceId, one, friendId);
    return ok;
  }),
  'PUT groups': verb('calls:control', group, ({ workspaceId }, input, { people }) => {
    people.setGroup(workspaceId, input.roomId, input.members);
    return ok;
  }),
  'GET groups': verb('calls:control', room, ({ workspaceId }, input, { people }) => {
    const members = people.membersOf(workspaceId, input.roomId);
    if (members === null) throw new AppError('api.notFound', 'There is no such group.');
    return { roomId: input.roomId, members };
  }),
  'DELETE groups': verb('calls:control', room, ({ workspaceId }, input, { people }) => {
    if (!people.removeGroup(workspaceId, input.roomId)) throw new AppError('api.notFound', 'There is no such group.');
    return ok;
  }),
  'PUT servers': verb('admin', server, ({ workspaceId }, { domain: name, secret, url }, { people }) => {
    people.setServer(name, { workspaceId, secret, ...(url !== undefined && { url: url.replace(/\/+$/, '') }) });
    return ok;
  }),
  'DELETE servers': verb('admin', ofServer, ({ workspaceId }, input, { people }) => {
    if (!people.removeServer(workspaceId, input.domain)) throw new AppError('api.notFound', 'There is no such server.');
    return ok;
  }),
};

/** Answers a request of a workspace's application, with an API key as bearer. Never rejects. */
export const createRest =
  (options: RestOptions) =>
  async (request: IncomingMessage, url: URL): Promise<JsonAnswer> => {
    try {
      const path = url.pathname.slice(REST_PATH.length);
      const name = `${request.method} ${path}`;
      const found = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
      const actor = actorOf(request, options);
      if (!found) throw new AppError('api.notFound', 'There is nothing here.');
      if (!hasScope(actor.principal, found.scope))
        throw new AppError('auth.forbidden', `This needs a key with the scope ${found.scope}.`);
      return { status: 200, body: await found.run(actor, await inputOf(request, url), options) };
    } catch (thrown) {
      const error = toAppError(thrown);
      options.onRefused(error.code);
      const message = error.code === 'internal' ? 'Something went wrong.' : error.message;
      return { status: errorCodes[error.code].httpStatus, body: { error: { code: error.code, message } } };
    }
  };

const actorOf = ({ headers }: IncomingMessage, { authenticate }: RestOptions): Actor => {
  const principal = authenticate(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null);
  if (principal.kind !== 'key') throw new AppError('auth.required', 'This needs an API key.');
  return { kind: 'application', workspaceId: principal.workspaceId, principal };
};

const inputOf = async (request: IncomingMessage, url: URL): Promise<unknown> =>
  request.method === 'GET' ? Object.fromEntries(url.searchParams) : parseJson(await readBody(request));

const parse = <Input>(schema: z.ZodType<Input>, input: unknown): Input => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('api.badRequest', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not understood'}`);
};

const admitted = (token: string | null) => (token === null ? { ok: false } : { ok: true, token });
