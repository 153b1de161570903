import { AppError, type DeliveryResource, type Page, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { DeliveriesRepository, type DeliveryFilter } from './deliveries.repository.js';
import { DeliveriesQueue } from './deliveries-queue.js';
import { deliveryOf } from './delivery-resources.js';

/** The messages that flows send, as people look at them. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly queue: DeliveriesQueue,
    private readonly clock: Clock,
  ) {}

  async list(
    workspace: WorkspaceId,
    filter: DeliveryFilter,
    { limit, cursor }: PageQuery,
  ): Promise<Page<DeliveryResource>> {
    const rows = await this.deliveries.list(workspace, filter, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), deliveryOf);
  }

  /** @throws AppError `api.notFound`, or `api.conflict` while it is being sent anyway */
  async resend(workspace: WorkspaceId, id: string): Promise<DeliveryResource> {
    const row = await this.deliveries.requeue(workspace, id, this.clock.now());
    if (row) {
      await this.queue.add(row);
      return deliveryOf(row);
    }
    if (!(await this.deliveries.find(workspace, id))) throw notFound('delivery');
    throw new AppError('api.conflict', 'The message is being sent already.');
  }
}
