import { type DeliveryResource, deliveryResource, type Page, page } from '@callwright/protocol';
import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { pageQuery } from '../platform/http/paging.js';
import { By, Route } from '../platform/http/route.js';
import { plainId, valid } from '../platform/http/valid.pipe.js';
import { DeliveriesService } from './deliveries.service.js';

const deliveriesQuery = pageQuery.extend({
  status: deliveryResource.shape.status.optional(),
  channel: deliveryResource.shape.channel.optional(),
  call: z.string().max(128).optional().describe('id of the call that sent it'),
});

/** `/api/v1/deliveries` */
@Controller('api/v1/deliveries')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get()
  @Route({
    action: 'calls.read',
    summary: 'Lists the messages flows have sent, newest first, and how they fared',
    query: deliveriesQuery,
    answer: page(deliveryResource),
  })
  list(
    @By() by: Principal,
    @Query(valid(deliveriesQuery)) { status, channel, call, ...query }: z.infer<typeof deliveriesQuery>,
  ): Promise<Page<DeliveryResource>> {
    return this.deliveries.list(by.workspaceId, { status, channel, callId: call }, query);
  }

  @Post(':id/resend')
  @Route({
    action: 'deliveries.manage',
    summary: 'Sends a message again that was sent or has failed',
    answer: deliveryResource,
    status: 202,
  })
  resend(@By() by: Principal, @Param('id', valid(plainId)) id: string): Promise<DeliveryResource> {
    return this.deliveries.resend(by.workspaceId, id);
  }
}
