import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { EventsGateway } from './events.gateway.js';
import { EventsCoreModule } from './events-core.module.js';

/** Live events. */
@Module({ imports: [AuthModule, CallsModule, EventsCoreModule], providers: [EventsGateway] })
export class EventsModule {}
