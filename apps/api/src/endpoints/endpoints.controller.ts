import {
  type CreateEndpoint,
  createEndpoint,
  type EndpointId,
  type EndpointResource,
  endpointId,
  endpointResource,
  type Page,
  page,
  type UpdateEndpoint,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { type PageQuery, pageQuery } from '../platform/http/paging.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { EndpointsService } from './endpoints.service.js';

const { name, flowId, isPublic, defaults, webhookUrl, protocol, application } = createEndpoint.shape;
// A partial update fills in no defaults: a field that is not sent stays as it is.
const changeEndpoint = z
  .object({
    ...{ name, flowId: flowId.unwrap(), isPublic: isPublic.unwrap(), defaults: defaults.unwrap() },
    ...{ webhookUrl, protocol, application },
  })
  .partial();

/** `/api/v1/endpoints` */
@Controller('api/v1/endpoints')
export class EndpointsController {
  constructor(private readonly endpoints: EndpointsService) {}

  @Get()
  @Route({ action: 'endpoints.read', summary: 'What can be dialled', query: pageQuery, answer: page(endpointResource) })
  list(@By() by: Principal, @Query(valid(pageQuery)) query: PageQuery): Promise<Page<EndpointResource>> {
    return this.endpoints.list(by.workspaceId, query);
  }

  @Post()
  @Route({
    action: 'endpoints.write',
    summary: 'Makes something to dial; 409 when the name is taken',
    body: createEndpoint,
    answer: endpointResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createEndpoint)) body: CreateEndpoint): Promise<EndpointResource> {
    return this.endpoints.create(by.workspaceId, body);
  }

  @Patch(':id')
  @Route({
    action: 'endpoints.write',
    summary: 'Changes what is sent and leaves the rest',
    body: changeEndpoint,
    answer: endpointResource,
  })
  update(
    @By() by: Principal,
    @Param('id', valid(endpointId)) id: EndpointId,
    @Body(valid(changeEndpoint)) body: UpdateEndpoint,
  ): Promise<EndpointResource> {
    return this.endpoints.update(by.workspaceId, id, body);
  }

  @Delete(':id')
  @Route({ action: 'endpoints.write', summary: 'Deletes an endpoint', status: 204 })
  remove(@By() by: Principal, @Param('id', valid(endpointId)) id: EndpointId): Promise<void> {
    return this.endpoints.remove(by.workspaceId, id);
  }
}
