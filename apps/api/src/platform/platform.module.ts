import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { AppConfig } from './config.js';
import { SealedBox } from './crypto/sealed-box.js';
import { DataFolder } from './files/data-folder.js';
import { Addresses } from './http/addresses.js';
import { Origins } from './http/origins.js';
import { Ids } from './ids.js';
import { Log } from './log.js';
import { Metrics } from './metrics/metrics.js';
import { PrismaService } from './prisma/prisma.service.js';

/** What comes from outside: settings, time and where words go. */
export type PlatformParts = { readonly config: AppConfig; readonly clock: Clock; readonly log: Log };

@Module({})
class PlatformModule {}

/** What everything else stands on; known everywhere. */
export const platformModule = ({ config, clock, log }: PlatformParts): DynamicModule => {
  const given = [
    { provide: AppConfig, useValue: config },
    { provide: Clock, useValue: clock },
    { provide: Log, useValue: log },
  ];
  const made = [Addresses, DataFolder, Ids, Metrics, Origins, PrismaService, SealedBox];
  return {
    module: PlatformModule,
    global: true,
    providers: [...given, ...made],
    exports: [AppConfig, Clock, Log, ...made],
  };
};
