import { type WebhookSecretResource, webhookSecretResource } from '@callwright/protocol';
import { Controller, Get, Post } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { By, Route } from '../../platform/http/route.js';
import { WebhookSecretService } from './webhook-secret.service.js';

/** `/api/v1/webhook-secret` */
@Controller('api/v1/webhook-secret')
export class WebhookSecretController {
  constructor(private readonly secrets: WebhookSecretService) {}

  @Get()
  @Route({
    action: 'secrets.manage',
    summary: 'What webhooks are signed with: Callwright-Signature is t=<seconds>,v1=<hex HMAC-SHA-256 of "t.body">',
    answer: webhookSecretResource,
  })
  async show(@By() by: Principal): Promise<WebhookSecretResource> {
    return { secret: await this.secrets.current(by.workspaceId) };
  }

  @Post()
  @Route({
    action: 'secrets.manage',
    summary: 'Makes another secret, which holds from the next webhook on',
    answer: webhookSecretResource,
    status: 201,
  })
  async renew(@By() by: Principal): Promise<WebhookSecretResource> {
    return { secret: await this.secrets.renew(by.workspaceId) };
  }
}
