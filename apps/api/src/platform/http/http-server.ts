import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics } from '../metrics/metrics.js';
import { answerTo } from './error.filter.js';
import { Origins } from './origins.js';
import type { HttpReply, HttpRequest } from './request.js';

// A flow of 5000 steps is about 3 MB of JSON.
const MAX_JSON_BYTES = 8 * 1_048_576;
const MAX_SOUND_BYTES = 20 * 1_048_576;
// What a file is, its bytes say: the type only has to be one that a sound file may be sent as.
const SOUND_TYPES = [/^audio\//, 'application/ogg', 'application/octet-stream'];
const REQUEST_TIMEOUT_MS = 120_000;

/** Fastify with our bounds. The studio's server may stand before it on this machine, and is believed. */
export const createHttpAdapter = (): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    trustProxy: 'loopback',
    exposeHeadRoutes: false,
    // What is wrong before there is a route: an address that cannot be read, say.
    frameworkErrors: (error: unknown, request: HttpRequest, reply: HttpReply) => {
      const { status, body } = answerTo(error, `${request.method} that address`);
      reply.status(status).send(body);
    },
  });

/** Bodies, headers, origins and counts of every request. */
export const prepareHttp = (app: NestFastifyApplication): void => {
  const { allowed } = app.get(Origins);
  const metrics = app.get(Metrics);
  app.enableCors({
    origin: [...allowed],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['etag', 'content-range'],
    maxAge: 600,
  });
  for (const type of SOUND_TYPES) {
    app.useBodyParser(type, { bodyLimit: MAX_SOUND_BYTES }, (_request, body, done) => done(null, body));
  }
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions?.url ?? 'none';
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
};
