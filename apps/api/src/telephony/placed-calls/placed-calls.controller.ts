import { type PlaceCall, type PlacedCallResource, placeCall, placedCallResource } from '@callwright/protocol';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../../auth/permissions.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { PlacedCallsService } from './placed-calls.service.js';

const headers = z.object({
  'idempotency-key': z.string().max(200).optional().describe('the same gives the same call, for a day'),
});

/** `POST /api/v1/calls` */
@Controller('api/v1/calls')
export class PlacedCallsController {
  constructor(private readonly calls: PlacedCallsService) {}

  @Post()
  @Route({
    action: 'calls.dial',
    summary: 'Calls somebody; whoever answers talks to an endpoint or a flow',
    headers,
    body: placeCall,
    answer: placedCallResource,
    status: 202,
  })
  place(
    @By() by: Principal,
    @Body(valid(placeCall)) body: PlaceCall,
    @Headers('idempotency-key') key?: string,
  ): Promise<PlacedCallResource> {
    return this.calls.place(by, body, key ?? null);
  }
}
