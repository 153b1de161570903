import { type Me, me, userId } from '@callwright/protocol';
import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Origins } from '../platform/http/origins.js';
import type { HttpReply, HttpRequest } from '../platform/http/request.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { MembersRepository } from './members.repository.js';
import type { Principal } from './permissions.js';
import { SignInService } from './sign-in.service.js';

const signIn = z.object({ email: z.string().trim().min(3).max(254), password: z.string().min(1).max(256) });
const signedIn = z.object({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) });

/** Signing in and out, and who one is. */
@Controller('api')
export class AuthController {
  constructor(
    private readonly sessions: SignInService,
    private readonly limiter: AttemptLimiter,
    private readonly origins: Origins,
    private readonly members: MembersRepository,
  ) {}

  @Post('auth/sign-in/email')
  @Route({ action: 'open', summary: 'Starts a session, kept in a cookie', body: signIn, answer: signedIn })
  async signIn(
    @Body(valid(signIn)) body: z.infer<typeof signIn>,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<z.infer<typeof signedIn>> {
    // A stranger's page must not sign a visitor in as somebody else.
    if (request.headers.origin !== undefined) this.origins.assertAllowed(request.headers.origin);
    this.limiter.count(body.email, request.ip);
    const { cookies, ...user } = await this.sessions.signIn(body.email, body.password, asking(request));
    reply.header('set-cookie', [...cookies]);
    return { user: { id: user.userId, name: user.name, email: user.email } };
  }

  @Post('auth/sign-out')
  @Route({ action: 'open', summary: 'Ends the session of the cookie', status: 204 })
  async signOut(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<void> {
    this.origins.assertAllowed(request.headers.origin);
    const { cookies } = await this.sessions.signOut(asking(request));
    reply.header('set-cookie', [...cookies]);
  }

  @Get('v1/me')
  @Route({ action: 'workspace.read', summary: 'Who is signed in, or whose key this is', answer: me })
  async me(@By() by: Principal): Promise<Me> {
    const name = await this.members.nameOfWorkspace(by.workspaceId);
    const user =
      by.kind === 'user'
        ? { id: by.userId, name: by.name, email: by.email }
        : { id: userId.parse(`key:${by.keyId}`), name: by.name, email: '' };
    return { user, workspace: { id: by.workspaceId, name } };
  }
}

/** What the sign-in library looks at. The origin was checked by us; the library must not judge it a second time. */
const asking = ({ headers, ip }: HttpRequest): Headers =>
  new Headers({
    cookie: headers.cookie ?? '',
    'user-agent': headers['user-agent'] ?? '',
    'x-forwarded-for': ip,
  });
