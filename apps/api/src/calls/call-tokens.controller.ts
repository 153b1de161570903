import { type CallTokenResource, type CreateCallToken, callTokenResource, createCallToken } from '@callwright/protocol';
import { Body, Controller, Post } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { CallTokensService } from './call-tokens.service.js';

/** `/api/v1/call-tokens` */
@Controller('api/v1/call-tokens')
export class CallTokensController {
  constructor(private readonly tokens: CallTokensService) {}

  @Post()
  @Route({
    action: 'calls.start',
    summary: 'Lets a browser call an endpoint, a flow, or (people only) a draft',
    body: createCallToken,
    answer: callTokenResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createCallToken)) body: CreateCallToken): Promise<CallTokenResource> {
    return this.tokens.create(by, body);
  }
}
