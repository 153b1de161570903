import { type CallId, callId, recorderOption } from '@callwright/protocol';
import { Controller, Get, Head, Param, Req, Res } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { sendFile } from '../platform/files/send-file.js';
import { notFound } from '../platform/http/errors.js';
import type { HttpReply, HttpRequest } from '../platform/http/request.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { CONTENT_TYPES } from './conversion/sound-encoder.js';
import { RecordingsRepository } from './recordings.repository.js';

const recordingFormat = recorderOption.shape.format.unwrap();

/** The sound of a call. */
@Controller('api/v1/calls/:id/recording')
export class RecordingsController {
  constructor(
    private readonly recordings: RecordingsRepository,
    private readonly folder: DataFolder,
  ) {}

  @Get()
  @Route({
    action: 'calls.listen',
    summary: 'The recording: caller left, or mixed; ranges are served',
    rawAnswer: Object.values(CONTENT_TYPES),
  })
  async listen(
    @By() by: Principal,
    @Param('id', valid(callId)) id: CallId,
    @Req() request: HttpRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const recording = await this.recordings.find(by.workspaceId, id);
    if (!recording) throw notFound('recording');
    const path = this.folder.recordingPath(recording.file);
    await sendFile(request, reply, { path, contentType: CONTENT_TYPES[recordingFormat.parse(recording.format)] });
  }

  @Head()
  @Route({ action: 'calls.listen', summary: 'Size and version of the recording' })
  head(
    @By() by: Principal,
    @Param('id', valid(callId)) id: CallId,
    @Req() request: HttpRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    return this.listen(by, id, request, reply);
  }
}
