import { AppError } from '@callwright/protocol';
import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { Action, Principal } from '../../auth/permissions.js';
import type { HttpRequest } from './request.js';

/** What a route needs, takes and gives: the guard, the validation and the API's description all read this. */
export type RouteSpec = {
  /** What the caller must be allowed to do; `open` is for all. */
  readonly action: Action | 'open';
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** Headers that the route reads, by their names in lower case. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Content type of a body that is not JSON. */
  readonly rawBody?: string;
  readonly answer?: z.ZodType;
  /** Content type of an answer that is sent as it is; several when the request chooses. */
  readonly rawAnswer?: string | readonly string[];
  /** Status of success; 200 unless said. */
  readonly status?: number;
};

/** Where {@link Route} leaves its spec. */
export const ROUTE_SPEC = 'callwright:route';

/** Says what a route is; a route without it answers nobody. */
export const Route = (spec: RouteSpec): MethodDecorator =>
  applyDecorators(SetMetadata(ROUTE_SPEC, spec), HttpCode(spec.status ?? 200));

/** Who asks, as the guard found it. */
export const By = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<HttpRequest>();
  if (!principal) throw new AppError('internal', 'an open route asks who is there');
  return principal;
});
