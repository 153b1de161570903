import {
  type FlowCheck,
  type FlowId,
  type FlowVersion,
  type FlowVersionDetail,
  flowCheck,
  flowId,
  flowVersion,
  flowVersionDetail,
  type Page,
  type PublishedVersion,
  type PublishFlow,
  page,
  publishedVersion,
  publishFlow,
  type SavedDraft,
  savedDraft,
} from '@callwright/protocol';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { pageQuery } from '../platform/http/paging.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { editionQuery } from './edition-query.js';
import { FlowVersionsService } from './flow-versions.service.js';

const versionNumber = z.coerce.number().int().min(1);
const restoreVersion = z.object({ version: z.number().int().min(1) });
const historyQuery = pageQuery.extend({ cursor: versionNumber.optional().describe('`nextCursor` of the page before') });

/** Publishing a flow and looking at what was published. */
@Controller('api/v1/flows/:id')
export class FlowVersionsController {
  constructor(private readonly versions: FlowVersionsService) {}

  @Post('publish')
  @Route({
    action: 'flows.publish',
    summary: 'Publishes the draft, with its warnings; 422 flow.invalid with its problems when an error stands',
    body: publishFlow,
    answer: publishedVersion,
    status: 201,
  })
  publish(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Body(valid(publishFlow)) body: PublishFlow,
  ): Promise<PublishedVersion> {
    return this.versions.publish(by, id, body);
  }

  @Get('check')
  @Route({
    action: 'flows.read',
    summary: 'What the calls of a flow can come to: its problems, each with the shortest caller that shows it',
    query: editionQuery,
    answer: flowCheck,
  })
  check(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Query(valid(editionQuery)) { version }: z.infer<typeof editionQuery>,
  ): Promise<FlowCheck> {
    return this.versions.check(by.workspaceId, id, version);
  }

  @Get('versions')
  @Route({
    action: 'flows.read',
    summary: 'Published versions, newest first',
    query: historyQuery,
    answer: page(flowVersion),
  })
  list(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Query(valid(historyQuery)) { limit, cursor }: z.infer<typeof historyQuery>,
  ): Promise<Page<FlowVersion>> {
    return this.versions.list(by.workspaceId, id, limit, cursor);
  }

  @Get('versions/:version')
  @Route({ action: 'flows.read', summary: 'A published version with its document', answer: flowVersionDetail })
  get(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Param('version', valid(versionNumber)) version: number,
  ): Promise<FlowVersionDetail> {
    return this.versions.get(by.workspaceId, id, version);
  }

  @Post('restore')
  @Route({
    action: 'flows.write',
    summary: 'Makes an old version the draft; nothing is published by that',
    body: restoreVersion,
    answer: savedDraft,
  })
  restore(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Body(valid(restoreVersion)) { version }: z.infer<typeof restoreVersion>,
  ): Promise<SavedDraft> {
    return this.versions.restore(by.workspaceId, id, version);
  }
}
