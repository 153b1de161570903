import { type CallId, callId, type TranscriptResource, transcriptResource } from '@callwright/protocol';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import type { HttpReply } from '../platform/http/request.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { CallsService } from './calls.service.js';
import { formatTranscript, TRANSCRIPT_TYPES, type TranscriptFormat } from './format-transcript.js';

/** What was said in a call, beside its recording. */
@Controller('api/v1/calls')
export class TranscriptController {
  constructor(private readonly calls: CallsService) {}

  @Get(':id/transcript')
  @Route({
    action: 'calls.read',
    summary: 'What was said, in the time of the recording; secrets are left out',
    answer: transcriptResource,
  })
  transcript(@By() by: Principal, @Param('id', valid(callId)) id: CallId): Promise<TranscriptResource> {
    return this.calls.transcript(by.workspaceId, id);
  }

  @Get(':id/transcript.vtt')
  @Route({ action: 'calls.read', summary: 'The transcript as WebVTT', rawAnswer: 'text/vtt' })
  vtt(@By() by: Principal, @Param('id', valid(callId)) id: CallId, @Res() reply: HttpReply): Promise<void> {
    return this.#send(by, id, reply, 'vtt');
  }

  @Get(':id/transcript.srt')
  @Route({ action: 'calls.read', summary: 'The transcript as SubRip', rawAnswer: 'application/x-subrip' })
  srt(@By() by: Principal, @Param('id', valid(callId)) id: CallId, @Res() reply: HttpReply): Promise<void> {
    return this.#send(by, id, reply, 'srt');
  }

  @Get(':id/transcript.txt')
  @Route({ action: 'calls.read', summary: 'The transcript as text', rawAnswer: 'text/plain' })
  txt(@By() by: Principal, @Param('id', valid(callId)) id: CallId, @Res() reply: HttpReply): Promise<void> {
    return this.#send(by, id, reply, 'txt');
  }

  async #send(by: Principal, id: CallId, reply: HttpReply, format: TranscriptFormat): Promise<void> {
    const text = formatTranscript(await this.calls.transcript(by.workspaceId, id), format);
    reply
      .header('content-type', TRANSCRIPT_TYPES[format])
      .header('content-disposition', `attachment; filename="transcript.${format}"`)
      .header('cache-control', 'private, no-cache')
      .send(text);
  }
}
