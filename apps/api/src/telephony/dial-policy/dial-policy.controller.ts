import {
  type DialExplanation,
  type DialPolicy,
  type DialPolicyResource,
  dialExplanation,
  dialPolicy,
  dialPolicyResource,
  type ExplainDial,
  explainDial,
} from '@callwright/protocol';
import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { DialPolicyService } from './dial-policy.service.js';

/** `/api/v1/dial-policy` */
@Controller('api/v1/dial-policy')
export class DialPolicyController {
  constructor(private readonly policy: DialPolicyService) {}

  @Get()
  @Route({ action: 'telephony.read', summary: 'Whom this workspace may call', answer: dialPolicyResource })
  get(@By() by: Principal): Promise<DialPolicyResource> {
    return this.policy.get(by.workspaceId);
  }

  @Put()
  @Route({
    action: 'telephony.manage',
    summary: 'Sets whom this workspace may call; what is left out becomes the default',
    body: dialPolicy,
    answer: dialPolicyResource,
  })
  put(@By() by: Principal, @Body(valid(dialPolicy)) body: DialPolicy): Promise<DialPolicyResource> {
    return this.policy.put(by, body);
  }

  @Post('explain')
  @Route({
    action: 'telephony.read',
    summary: 'Whether a number may be called, and which rule says so; nothing is called',
    body: explainDial,
    answer: dialExplanation,
  })
  explain(@By() by: Principal, @Body(valid(explainDial)) body: ExplainDial): Promise<DialExplanation> {
    return this.policy.explain(by.workspaceId, body);
  }
}
