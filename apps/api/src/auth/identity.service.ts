import type { IncomingHttpHeaders } from 'node:http';
import { userId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { ApiKeysService } from './api-keys.service.js';
import { MembersRepository } from './members.repository.js';
import type { Principal } from './permissions.js';
import { COOKIE_PREFIX, SignInService } from './sign-in.service.js';

/** Finds out who asks. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly sessions: SignInService,
    private readonly members: MembersRepository,
  ) {}

  /** The bearer of the key in `Authorization`, else whoever the session cookie belongs to, else null. */
  async of(headers: IncomingHttpHeaders): Promise<Principal | null> {
    // A request that shows a key is judged by that key, not by a cookie that a browser happened to add.
    if (headers.authorization !== undefined) return this.ofKey(bearerOf(headers.authorization));
    return headers.cookie?.includes(`${COOKIE_PREFIX}.`) ? this.#ofCookies(headers) : null;
  }

  /** The bearer of an API key. */
  async ofKey(key: string): Promise<Principal | null> {
    return this.keys.whoIs(key);
  }

  async #ofCookies(headers: IncomingHttpHeaders): Promise<Principal | null> {
    const person = await this.sessions.whoIs(new Headers({ cookie: headers.cookie ?? '' }));
    const id = userId.safeParse(person?.userId);
    if (!person || !id.success) return null;
    const home = await this.members.findHome(id.data);
    return home && { kind: 'user', userId: id.data, name: person.name, email: person.email, ...home };
  }
}

const bearerOf = (authorization: string): string => /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '';
