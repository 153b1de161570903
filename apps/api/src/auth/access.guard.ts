import { AppError } from '@callwright/protocol';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Origins } from '../platform/http/origins.js';
import type { HttpRequest } from '../platform/http/request.js';
import { ROUTE_SPEC, type RouteSpec } from '../platform/http/route.js';
import { IdentityService } from './identity.service.js';
import { can } from './permissions.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Stands before every route: who asks, from which page, and whether they may. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identity: IdentityService,
    private readonly origins: Origins,
  ) {}

  /** @throws AppError `auth.required`, `auth.badOrigin` or `auth.forbidden` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are let in at their upgrade.
    if (context.getType() !== 'http') return true;
    const spec = this.reflector.get<RouteSpec | undefined>(ROUTE_SPEC, context.getHandler());
    if (!spec) throw new AppError('internal', 'a route without a permission answers nobody');
    if (spec.action === 'open') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const principal = await this.identity.of(request.headers);
    if (!principal) throw new AppError('auth.required', 'Please sign in, or send a valid API key.');
    if (principal.kind === 'user' && !SAFE_METHODS.has(request.method))
      this.origins.assertAllowed(request.headers.origin);
    if (!can(principal, spec.action, principal)) throw new AppError('auth.forbidden', 'You may not do that here.');
    request.principal = principal;
    return true;
  }
}
