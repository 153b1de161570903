import { Module } from '@nestjs/common';
import { RecordingConverter } from './conversion/recording-converter.js';
import { RecordingsController } from './recordings.controller.js';
import { RecordingsRepository } from './recordings.repository.js';

/** Recordings and their waveforms. */
@Module({
  controllers: [RecordingsController],
  providers: [RecordingConverter, RecordingsRepository],
  exports: [RecordingConverter, RecordingsRepository],
})
export class RecordingsModule {}
