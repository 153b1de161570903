import { AppError, type CallId, type ConvertRecording, callId, convertRecording } from '@callwright/protocol';
import { Body, Controller, Param, Post } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import { notFound } from '../platform/http/errors.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { RecordingsRepository } from '../recordings/recordings.repository.js';
import { ConversionQueue } from './conversion-queue.js';

/** Turns the recording of a call into something else after all. */
@Controller('api/v1/calls/:id/recording/convert')
export class ConversionController {
  constructor(
    private readonly recordings: RecordingsRepository,
    private readonly conversions: ConversionQueue,
  ) {}

  /** @throws AppError `api.notFound`; `api.conflict` when it is not the file any more that was recorded */
  @Post()
  @Route({
    action: 'calls.control',
    summary:
      'Turns a recording into MP3 or Opus, or mixes it; also what failed before. How far it is stands in the call',
    body: convertRecording,
    status: 202,
  })
  async convert(
    @By() by: Principal,
    @Param('id', valid(callId)) id: CallId,
    @Body(valid(convertRecording)) wanted: ConvertRecording,
  ): Promise<void> {
    if (!(await this.recordings.find(by.workspaceId, id))) throw notFound('recording');
    if (!(await this.recordings.want(by.workspaceId, id, wanted)))
      throw new AppError('api.conflict', 'This recording has become another file already.');
    await this.conversions.add(id);
  }
}
