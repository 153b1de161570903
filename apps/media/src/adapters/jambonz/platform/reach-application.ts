import { AppError } from '@callwright/protocol';
import type { AppOwner } from './call-info.js';
import type { PlatformParts } from './platform-parts.js';
import type { Requestor, RequestorListener } from './wire/requestor.js';
import { parseRetryPolicy } from './wire/retry-policy.js';
import { HOOK_PROTOCOL, MAX_APP_MESSAGE_BYTES, SocketRequestor } from './wire/socket-requestor.js';
import { WebhookRequestor } from './wire/webhook-requestor.js';

/** Whose application, and for which call. */
export type Reach = { readonly platform: PlatformParts; readonly owner: AppOwner; readonly callSid: string };

/**
 * The way to an application by its address: a WebSocket or webhooks. Passwords go to the server the endpoint names.
 * @throws AppError `http.noSecret`, `http.badUrl`, `control.unavailable`
 */
export const createRequestor = async (
  text: string,
  { platform, owner, callSid }: Reach,
  listener: RequestorListener,
): Promise<Requestor> => {
  if (!URL.canParse(text)) throw new AppError('http.badUrl', 'The address of the application is malformed.');
  const { application, workspaceId } = owner;
  const { clock, newId, log, addressesOf, send } = platform;
  const { url, policy } = parseRetryPolicy(text);
  const isOwn = url.host === new URL(application.url).host;
  const username = isOwn ? application.username : undefined;
  const password = isOwn ? await secretOf(application.passwordSecret, owner, platform) : undefined;
  if (url.protocol === 'ws:' || url.protocol === 'wss:') {
    const address = { url, username, password, protocols: [HOOK_PROTOCOL], maxPayloadBytes: MAX_APP_MESSAGE_BYTES };
    return new SocketRequestor({
      address,
      policy,
      ports: { clock, addressesOf },
      callSid,
      listener,
      clock,
      newId,
      log,
    });
  }
  const { statusUrl } = application;
  const signatureKey = await secretOf(application.signatureSecret, owner, platform);
  const address = { url, statusUrl, username, password, signatureKey };
  return new WebhookRequestor({ address, send, owner: workspaceId, clock, log });
};

/** @throws AppError `http.noSecret` when there is none of this name, `control.unavailable` */
export const secretOf = async (
  name: string | undefined,
  { workspaceId }: Pick<AppOwner, 'workspaceId'>,
  { secret }: Pick<PlatformParts, 'secret'>,
): Promise<string | undefined> => {
  if (name === undefined) return undefined;
  const value = await secret(workspaceId, name);
  if (value === null) throw new AppError('http.noSecret', `There is no secret named ${name}.`);
  // A secret is typed in by people: the end of a line is no part of it.
  return value.trim();
};
