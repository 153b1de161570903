import { type CallId, callId, type SignallingResource, signallingResource } from '@callwright/protocol';
import { Controller, Get, Param } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { SignallingService } from './signalling.service.js';

/** The SIP messages of a call. */
@Controller('api/v1/calls')
export class SignallingController {
  constructor(private readonly signalling: SignallingService) {}

  @Get(':id/signalling')
  @Route({
    action: 'calls.read',
    summary: 'The SIP messages of a call that is over, in order; none when it was not by SIP',
    answer: signallingResource,
  })
  ladder(@By() by: Principal, @Param('id', valid(callId)) id: CallId): Promise<SignallingResource> {
    return this.signalling.ladder(by.workspaceId, id);
  }
}
