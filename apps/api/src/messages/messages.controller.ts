import {
  type MessageResource,
  messageResource,
  type Page,
  page,
  type UpdateMessage,
  updateMessage,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Head, Param, Patch, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { sendFile } from '../platform/files/send-file.js';
import { pageQuery } from '../platform/http/paging.js';
import type { HttpReply, HttpRequest } from '../platform/http/request.js';
import { By, Route } from '../platform/http/route.js';
import { plainId, valid } from '../platform/http/valid.pipe.js';
import { MessagesService } from './messages.service.js';

const messagesQuery = pageQuery.extend({
  read: z.enum(['true', 'false']).optional().describe('only what somebody has read, or what nobody has'),
  flow: z.string().max(64).optional().describe('id of the flow that took it'),
});

/** `/api/v1/messages` */
@Controller('api/v1/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get()
  @Route({
    action: 'calls.read',
    summary: 'Lists what callers left as messages, newest first',
    query: messagesQuery,
    answer: page(messageResource),
  })
  list(
    @By() by: Principal,
    @Query(valid(messagesQuery)) { read, flow, ...query }: z.infer<typeof messagesQuery>,
  ): Promise<Page<MessageResource>> {
    const isRead = read === undefined ? undefined : read === 'true';
    return this.messages.list(by.workspaceId, { isRead, flowId: flow }, query);
  }

  @Get(':id')
  @Route({ action: 'calls.read', summary: 'A message', answer: messageResource })
  get(@By() by: Principal, @Param('id', valid(plainId)) id: string): Promise<MessageResource> {
    return this.messages.get(by.workspaceId, id);
  }

  @Patch(':id')
  @Route({
    action: 'messages.write',
    summary: 'Marks a message as read or not read',
    body: updateMessage,
    answer: messageResource,
  })
  update(
    @By() by: Principal,
    @Param('id', valid(plainId)) id: string,
    @Body(valid(updateMessage)) body: UpdateMessage,
  ): Promise<MessageResource> {
    return this.messages.update(by.workspaceId, id, body);
  }

  @Delete(':id')
  @Route({ action: 'messages.write', summary: 'Deletes a message and its sound', status: 204 })
  remove(@By() by: Principal, @Param('id', valid(plainId)) id: string): Promise<void> {
    return this.messages.remove(by.workspaceId, id);
  }

  @Get(':id/recording')
  @Route({ action: 'calls.listen', summary: 'Its sound: WAV; ranges are served', rawAnswer: 'audio/wav' })
  async listen(
    @By() by: Principal,
    @Param('id', valid(plainId)) id: string,
    @Req() request: HttpRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const path = await this.messages.soundOf(by.workspaceId, id);
    await sendFile(request, reply, { path, contentType: 'audio/wav' });
  }

  @Head(':id/recording')
  @Route({ action: 'calls.listen', summary: 'Size and version of its sound' })
  head(
    @By() by: Principal,
    @Param('id', valid(plainId)) id: string,
    @Req() request: HttpRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    return this.listen(by, id, request, reply);
  }
}
