import { type SpeechPreview, type SpeechResource, speechPreview, speechResource } from '@callwright/protocol';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import { MediaLinks } from '../control/media-links.js';
import type { HttpReply } from '../platform/http/request.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { SpeechPreviewsService } from './speech-previews.service.js';

/** `/api/v1/speech` */
@Controller('api/v1/speech')
export class SpeechController {
  constructor(
    private readonly links: MediaLinks,
    private readonly previews: SpeechPreviewsService,
  ) {}

  @Get()
  @Route({
    action: 'flows.read',
    summary: 'The recognisers and voices of the connected media processes, with their languages',
    answer: speechResource,
  })
  read(): SpeechResource {
    const { speech } = this.links;
    return speech ? { isKnown: true, ...speech } : { isKnown: false, recognisers: [], voices: [] };
  }

  @Post('preview')
  @Route({
    action: 'flows.write',
    summary: 'Says a text as calls would hear it; up to 60 a minute in a workspace',
    body: speechPreview,
    rawAnswer: 'audio/wav',
  })
  async preview(
    @By() by: Principal,
    @Body(valid(speechPreview)) body: SpeechPreview,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const sound = await this.previews.say(by.workspaceId, body);
    reply.header('content-type', 'audio/wav').header('cache-control', 'no-store').send(sound);
  }
}
