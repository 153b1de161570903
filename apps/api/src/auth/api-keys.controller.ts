import {
  type ApiKeyResource,
  apiKeyResource,
  type CreateApiKey,
  createApiKey,
  type Page,
  page,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { type PageQuery, pageQuery } from '../platform/http/paging.js';
import { By, Route } from '../platform/http/route.js';
import { plainId, valid } from '../platform/http/valid.pipe.js';
import { ApiKeysService } from './api-keys.service.js';
import type { Principal } from './permissions.js';

/** `/api/v1/api-keys` */
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @Route({ action: 'keys.manage', summary: 'Lists API keys', query: pageQuery, answer: page(apiKeyResource) })
  list(@By() by: Principal, @Query(valid(pageQuery)) query: PageQuery): Promise<Page<ApiKeyResource>> {
    return this.keys.list(by.workspaceId, query);
  }

  @Post()
  @Route({
    action: 'keys.manage',
    summary: 'Makes an API key; the key itself is in this answer only',
    body: createApiKey,
    answer: apiKeyResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createApiKey)) body: CreateApiKey): Promise<ApiKeyResource> {
    return this.keys.create(by.workspaceId, body);
  }

  @Delete(':id')
  @Route({ action: 'keys.manage', summary: 'Revokes an API key at once', status: 204 })
  revoke(@By() by: Principal, @Param('id', valid(plainId)) id: string): Promise<void> {
    return this.keys.revoke(by.workspaceId, id);
  }
}
