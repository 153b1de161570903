import {
  type FlowId,
  type FlowResource,
  flowId,
  flowResource,
  type ImportDraft,
  type ImportFlow,
  importDraft,
  importFlow,
  type SavedDraft,
  savedDraft,
} from '@callwright/protocol';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../../auth/permissions.js';
import type { HttpReply } from '../../platform/http/request.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { editionQuery } from '../edition-query.js';
import { FlowFilesService } from './flow-files.service.js';

const exportQuery = editionQuery.extend({ format: z.enum(['yaml', 'json']).default('yaml') });
// RFC 9512 §2.1: the media type of YAML.
const contentTypes = { yaml: 'application/yaml', json: 'application/json' } as const;

/** Flows as files. */
@Controller('api/v1/flows')
export class FlowFilesController {
  constructor(private readonly files: FlowFilesService) {}

  @Get(':id/file')
  @Route({
    action: 'flows.read',
    summary: 'The draft or a version as a *.flow.yaml, or as JSON equal to it',
    query: exportQuery,
    rawAnswer: [contentTypes.yaml, contentTypes.json],
  })
  async exportFlow(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Query(valid(exportQuery)) { version, format }: z.infer<typeof exportQuery>,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const { fileName, text } = await this.files.exportFlow(by.workspaceId, id, version, format);
    reply
      .header('content-type', `${contentTypes[format]}; charset=utf-8`)
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .send(text);
  }

  @Post('import')
  @Route({
    action: 'flows.write',
    summary: 'Makes a flow of a flow file; 422 flow.badFile says what is wrong in which line',
    body: importFlow,
    answer: flowResource,
    status: 201,
  })
  importFlow(@By() by: Principal, @Body(valid(importFlow)) body: ImportFlow): Promise<FlowResource> {
    return this.files.importFlow(by.workspaceId, body);
  }

  @Post(':id/import')
  @Route({
    action: 'flows.write',
    summary: 'Writes a flow file over the draft; 409 flow.staleDraft unless `revision` is the present one',
    body: importDraft,
    answer: savedDraft,
  })
  importDraft(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Body(valid(importDraft)) body: ImportDraft,
  ): Promise<SavedDraft> {
    return this.files.importDraft(by.workspaceId, id, body);
  }
}
