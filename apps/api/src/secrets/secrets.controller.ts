import { type Page, page } from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { type SecretResource, SecretsService } from './secrets.service.js';

const MAX_SECRET = 8192;
const secretName = z.string().regex(/^[a-z][a-z0-9._-]{0,63}$/i, 'letters, digits, dots and dashes only');
const secretResource = z.object({ name: z.string(), updatedAt: z.string() });
const putSecret = z.object({ value: z.string().min(1).max(MAX_SECRET) });

/** `/api/v1/secrets` */
@Controller('api/v1/secrets')
export class SecretsController {
  constructor(private readonly secrets: SecretsService) {}

  @Get()
  @Route({
    action: 'secrets.manage',
    summary: 'Names of stored secrets; they are never shown again',
    answer: page(secretResource),
  })
  list(@By() by: Principal): Promise<Page<SecretResource>> {
    return this.secrets.list(by.workspaceId);
  }

  @Put(':name')
  @Route({ action: 'secrets.manage', summary: 'Stores a secret, encrypted', body: putSecret, status: 204 })
  put(
    @By() by: Principal,
    @Param('name', valid(secretName)) name: string,
    @Body(valid(putSecret)) { value }: z.infer<typeof putSecret>,
  ): Promise<void> {
    return this.secrets.put(by.workspaceId, name, value);
  }

  @Delete(':name')
  @Route({ action: 'secrets.manage', summary: 'Deletes a secret', status: 204 })
  remove(@By() by: Principal, @Param('name', valid(secretName)) name: string): Promise<void> {
    return this.secrets.remove(by.workspaceId, name);
  }
}
