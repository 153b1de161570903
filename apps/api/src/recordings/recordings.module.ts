import { Module } from '@nestjs/common';
import { RecordingsController } from './recordings.controller.js';
import { RecordingsRepository } from './recordings.repository.js';

/** Recordings and their waveforms. */
@Module({
  controllers: [RecordingsController],
  providers: [RecordingsRepository],
  exports: [RecordingsRepository],
})
export class RecordingsModule {}
