import { AppError, type Page, type PromptResource, page, promptResource } from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { sendFile } from '../platform/files/send-file.js';
import { type PageQuery, pageQuery } from '../platform/http/paging.js';
import type { HttpReply, HttpRequest } from '../platform/http/request.js';
import { By, Route } from '../platform/http/route.js';
import { plainId, valid } from '../platform/http/valid.pipe.js';
import { PromptsService } from './prompts.service.js';

const uploadQuery = z.object({ name: z.string().trim().min(1).max(120).describe('what people read') });

/** `/api/v1/prompts` */
@Controller('api/v1/prompts')
export class PromptsController {
  constructor(private readonly prompts: PromptsService) {}

  @Get()
  @Route({ action: 'prompts.read', summary: 'Uploaded recordings', query: pageQuery, answer: page(promptResource) })
  list(@By() by: Principal, @Query(valid(pageQuery)) query: PageQuery): Promise<Page<PromptResource>> {
    return this.prompts.list(by.workspaceId, query);
  }

  @Post()
  @Route({
    action: 'prompts.write',
    summary:
      'Uploads a sound file as the body of the request: WAV, MP3, Ogg, FLAC, M4A and others, up to 20 MB. It is kept as WAV',
    query: uploadQuery,
    rawBody: 'audio/*',
    answer: promptResource,
    status: 201,
  })
  upload(
    @By() by: Principal,
    @Query(valid(uploadQuery)) { name }: z.infer<typeof uploadQuery>,
    @Body() body: unknown,
  ): Promise<PromptResource> {
    if (!(body instanceof Uint8Array))
      throw new AppError('api.unsupportedMedia', 'Send the sound file itself, as audio/wav, audio/mpeg or what it is.');
    return this.prompts.upload(by.workspaceId, name, body);
  }

  @Get(':id/audio')
  @Route({ action: 'prompts.read', summary: 'The sound of a prompt; ranges are served', rawAnswer: 'audio/wav' })
  async listen(
    @By() by: Principal,
    @Param('id', valid(plainId)) id: string,
    @Req() request: HttpRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const path = await this.prompts.soundOf(by.workspaceId, id);
    await sendFile(request, reply, { path, contentType: 'audio/wav' });
  }

  @Delete(':id')
  @Route({ action: 'prompts.write', summary: 'Deletes a prompt and its sound', status: 204 })
  remove(@By() by: Principal, @Param('id', valid(plainId)) id: string): Promise<void> {
    return this.prompts.remove(by.workspaceId, id);
  }
}
