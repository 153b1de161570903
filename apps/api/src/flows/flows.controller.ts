import {
  type CreateFlow,
  createFlow,
  type FlowId,
  type FlowResource,
  type FlowSummary,
  flowId,
  flowResource,
  flowSummary,
  type Page,
  page,
  type SaveDraft,
  type SavedDraft,
  saveDraft,
  savedDraft,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { type PageQuery, pageQuery } from '../platform/http/paging.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { FlowsService } from './flows.service.js';

const renameFlow = z.object({ name: createFlow.shape.name });

/** `/api/v1/flows` */
@Controller('api/v1/flows')
export class FlowsController {
  constructor(private readonly flows: FlowsService) {}

  @Get()
  @Route({
    action: 'flows.read',
    summary: 'Lists flows, last changed first',
    query: pageQuery,
    answer: page(flowSummary),
  })
  list(@By() by: Principal, @Query(valid(pageQuery)) query: PageQuery): Promise<Page<FlowSummary>> {
    return this.flows.list(by.workspaceId, query);
  }

  @Post()
  @Route({
    action: 'flows.write',
    summary: 'Makes a flow from a template, from a document, or empty',
    body: createFlow,
    answer: flowResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createFlow)) body: CreateFlow): Promise<FlowResource> {
    return this.flows.create(by.workspaceId, body);
  }

  @Get(':id')
  @Route({ action: 'flows.read', summary: 'A flow with its draft', answer: flowResource })
  get(@By() by: Principal, @Param('id', valid(flowId)) id: FlowId): Promise<FlowResource> {
    return this.flows.get(by.workspaceId, id);
  }

  @Put(':id/draft')
  @Route({
    action: 'flows.write',
    summary: 'Saves the draft; 409 flow.staleDraft unless `revision` is the present one',
    body: saveDraft,
    answer: savedDraft,
  })
  save(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Body(valid(saveDraft)) body: SaveDraft,
  ): Promise<SavedDraft> {
    return this.flows.saveDraft(by.workspaceId, id, body);
  }

  @Patch(':id')
  @Route({ action: 'flows.write', summary: 'Renames a flow', body: renameFlow, answer: flowResource })
  rename(
    @By() by: Principal,
    @Param('id', valid(flowId)) id: FlowId,
    @Body(valid(renameFlow)) body: z.infer<typeof renameFlow>,
  ): Promise<FlowResource> {
    return this.flows.rename(by.workspaceId, id, body.name);
  }

  @Delete(':id')
  @Route({ action: 'flows.write', summary: 'Deletes a flow; calls that ran it keep their story', status: 204 })
  remove(@By() by: Principal, @Param('id', valid(flowId)) id: FlowId): Promise<void> {
    return this.flows.remove(by.workspaceId, id);
  }

  @Post(':id/duplicate')
  @Route({ action: 'flows.write', summary: 'Copies a flow with its draft', answer: flowResource, status: 201 })
  duplicate(@By() by: Principal, @Param('id', valid(flowId)) id: FlowId): Promise<FlowResource> {
    return this.flows.duplicate(by.workspaceId, id);
  }
}
