import { Module } from '@nestjs/common';
import { ControlCoreModule } from '../control/control-core.module.js';
import { SpeechController } from './speech.controller.js';
import { SpeechPreviewsService } from './speech-previews.service.js';

/** What calls hear and speak with. */
@Module({ imports: [ControlCoreModule], controllers: [SpeechController], providers: [SpeechPreviewsService] })
export class SpeechModule {}
