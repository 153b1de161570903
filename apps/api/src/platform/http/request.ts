import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Principal } from '../../auth/permissions.js';

/** The HTTP server below Nest. */
export type HttpServer = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;
type Parts = Parameters<HttpServer['errorHandler']>;

/** A request, after the guard with who asks. */
export type HttpRequest = Parts[1] & { principal?: Principal };
/** What answers it. */
export type HttpReply = Parts[2];
