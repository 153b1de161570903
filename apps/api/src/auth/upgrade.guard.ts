import type { IncomingMessage } from 'node:http';
import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../platform/config.js';
import { isSameSecret } from '../platform/crypto/keys.js';
import { Origins } from '../platform/http/origins.js';
import { IdentityService } from './identity.service.js';
import { type Action, can, type Principal } from './permissions.js';

/** Stands before every WebSocket, as {@link AccessGuard} stands before every route. */
@Injectable()
export class UpgradeGuard {
  readonly #admitted = new WeakMap<IncomingMessage, Principal>();
  readonly #controlSecret: string;

  constructor(
    config: AppConfig,
    private readonly identity: IdentityService,
    private readonly origins: Origins,
  ) {
    this.#controlSecret = config.controlSecret;
  }

  /** Lets a person or an integration in. @throws AppError `auth.required`, `auth.badOrigin` or `auth.forbidden` */
  async admit(request: IncomingMessage, action: Action): Promise<void> {
    const { origin } = request.headers;
    // Browsers let any page open a socket with our cookies and always say which page it is.
    if (origin !== undefined) this.origins.assertAllowed(origin);
    const principal = await this.recognise(request);
    if (!principal) throw new AppError('auth.required', 'Please sign in, or send a valid API key.');
    if (principal.kind === 'user') this.origins.assertAllowed(origin);
    if (!can(principal, action, principal)) throw new AppError('auth.forbidden', 'You may not do that here.');
    this.#admitted.set(request, principal);
  }

  /** Lets a media process in. @throws AppError `auth.required`, or `auth.badOrigin` when it is a web page */
  async admitMediaProcess({ headers }: IncomingMessage): Promise<void> {
    if (headers.origin !== undefined) throw new AppError('auth.badOrigin', 'Web pages have no business here.');
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!isSameSecret(given, this.#controlSecret))
      throw new AppError('auth.required', 'That is not the control secret.');
  }

  /** Whom {@link admit} let in with this request. */
  principalOf(request: IncomingMessage): Principal | undefined {
    return this.#admitted.get(request);
  }

  /** Who is behind this request now: a session may be over and a key revoked since. */
  async recognise(request: IncomingMessage): Promise<Principal | null> {
    const key = new URL(request.url ?? '/', 'ws://api').searchParams.get('apiKey');
    return key === null ? this.identity.of(request.headers) : this.identity.ofKey(key);
  }
}
