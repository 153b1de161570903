import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { appModule } from './app.module.js';
import { UpgradeGuard } from './auth/upgrade.guard.js';
import { CONTROL_PATH } from './control/control.gateway.js';
import { EVENTS_PATH } from './events/events.gateway.js';
import { createHttpAdapter, prepareHttp } from './platform/http/http-server.js';
import { createNestLogger } from './platform/log.js';
import type { PlatformParts } from './platform/platform.module.js';
import { PrismaService } from './platform/prisma/prisma.service.js';
import { CheckedWsAdapter } from './platform/ws/checked-ws-adapter.js';
import { type FirstLogin, FirstStartService } from './setup/first-start.service.js';
import { StatusRepository } from './status/status.repository.js';

/** A running api. */
export type RunningApi = {
  readonly app: NestFastifyApplication;
  readonly port: number;
  /** How to get in, after the first start on an empty database. */
  readonly firstLogin: FirstLogin | null;
  /** Ends requests, sockets and jobs under way, then hangs up on the database; may be called twice. */
  readonly close: () => Promise<void>;
};

/** Puts the api together, fills an empty database, and listens. */
export const startApi = async (parts: PlatformParts): Promise<RunningApi> => {
  const app = await NestFactory.create<NestFastifyApplication>(appModule(parts), createHttpAdapter(), {
    logger: createNestLogger(parts.log),
    abortOnError: false,
  });
  const close = closeOnce(app);
  try {
    await app.get(StatusRepository).assertUsable();
    prepareHttp(app);
    prepareSockets(app);
    await app.init();
    const firstLogin = await app.get(FirstStartService).prepare();
    await app.listen(parts.config.port, parts.config.host);
    const { port } = new URL(await app.getUrl());
    return { app, port: Number(port), firstLogin, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const closeOnce = (app: NestFastifyApplication): (() => Promise<void>) => {
  const closeAll = async () => {
    await app.close();
    await app.get(PrismaService).$disconnect();
  };
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= closeAll();
    return closed;
  };
};

const prepareSockets = (app: NestFastifyApplication): void => {
  const guard = app.get(UpgradeGuard);
  const checks = new Map([
    [CONTROL_PATH, guard.admitMediaProcess.bind(guard)],
    [EVENTS_PATH, (request: Parameters<UpgradeGuard['admit']>[0]) => guard.admit(request, 'calls.read')],
  ]);
  app.useWebSocketAdapter(new CheckedWsAdapter(app, checks));
};
