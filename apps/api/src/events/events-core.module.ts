import { Module } from '@nestjs/common';
import { LiveEvents } from './live-events.js';

/** What those import who have something to tell. */
@Module({ providers: [LiveEvents], exports: [LiveEvents] })
export class EventsCoreModule {}
