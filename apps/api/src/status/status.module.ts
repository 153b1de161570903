import { Module } from '@nestjs/common';
import { ControlCoreModule } from '../control/control-core.module.js';
import { StatusController } from './status.controller.js';
import { StatusRepository } from './status.repository.js';

/** How the api does. */
@Module({ imports: [ControlCoreModule], controllers: [StatusController], providers: [StatusRepository] })
export class StatusModule {}
