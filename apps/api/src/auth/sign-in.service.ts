import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth/minimal';
import { z } from 'zod';
import { AppConfig } from '../platform/config.js';
import { deriveKey } from '../platform/crypto/keys.js';
import { Origins } from '../platform/http/origins.js';
import { Ids } from '../platform/ids.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

const SESSION_SECONDS = 14 * 24 * 3600;
const RENEW_AFTER_SECONDS = 24 * 3600;
const MIN_PASSWORD = 10;
/** Starts the names of our cookies. */
export const COOKIE_PREFIX = 'callwright';

const signInAnswer = z.object({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) });

const createLibrary = (config: AppConfig, prisma: PrismaService, origins: Origins, ids: Ids) =>
  betterAuth({
    appName: 'Callwright',
    baseURL: config.publicUrl ?? `http://${config.host}:${config.port}`,
    basePath: '/api/auth',
    secret: deriveKey(config.encryptionKey, 'callwright sessions').toString('hex'),
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: MIN_PASSWORD },
    session: { expiresIn: SESSION_SECONDS, updateAge: RENEW_AFTER_SECONDS },
    trustedOrigins: [...origins.allowed],
    // Ours counts by address and by account, and answers in our own form.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: config.publicUrl?.startsWith('https:') ?? false,
      database: { generateId: () => ids.newId() },
    },
  });

/** A person as a session names them. */
export type SignedIn = { readonly userId: string; readonly name: string; readonly email: string };
/** Headers and body to answer a browser with. */
export type CookieAnswer = { readonly cookies: readonly string[] };

/** Passwords and browser sessions: the only place that knows the sign-in library. */
@Injectable()
export class SignInService {
  readonly #library: ReturnType<typeof createLibrary>;

  constructor(config: AppConfig, prisma: PrismaService, origins: Origins, ids: Ids) {
    this.#library = createLibrary(config, prisma, origins, ids);
  }

  /**
   * Starts a session for a person.
   * @throws AppError `auth.required` when e-mail or password is wrong; which one is not told
   */
  async signIn(email: string, password: string, headers: Headers): Promise<SignedIn & CookieAnswer> {
    const answer = await this.#library.api.signInEmail({ body: { email, password }, headers, asResponse: true });
    if (!answer.ok) throw new AppError('auth.required', 'E-mail or password is wrong.');
    const { user } = signInAnswer.parse(await answer.json());
    return { userId: user.id, name: user.name, email: user.email, cookies: answer.headers.getSetCookie() };
  }

  /** Ends the session of these cookies, if there is one. */
  async signOut(headers: Headers): Promise<CookieAnswer> {
    const answer = await this.#library.api.signOut({ headers, asResponse: true });
    return { cookies: answer.headers.getSetCookie() };
  }

  /** Whose session these cookies are; null when there is none, or it is over. */
  async whoIs(headers: Headers): Promise<SignedIn | null> {
    const session = await this.#library.api.getSession({ headers });
    return session && { userId: session.user.id, name: session.user.name, email: session.user.email };
  }

  /** A password as it is stored. */
  async hashPassword(password: string): Promise<string> {
    return (await this.#library.$context).password.hash(password);
  }
}
