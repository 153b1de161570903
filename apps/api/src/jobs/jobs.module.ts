import { Module } from '@nestjs/common';
import { EventsCoreModule } from '../events/events-core.module.js';
import { RecordingsModule } from '../recordings/recordings.module.js';
import { ConversionController } from './conversion.controller.js';
import { ConversionQueue } from './conversion-queue.js';
import { PeaksQueue } from './peaks-queue.js';

/** What happens after a call, in the background. */
@Module({
  imports: [EventsCoreModule, RecordingsModule],
  controllers: [ConversionController],
  providers: [ConversionQueue, PeaksQueue],
  exports: [ConversionQueue, PeaksQueue],
})
export class JobsModule {}
