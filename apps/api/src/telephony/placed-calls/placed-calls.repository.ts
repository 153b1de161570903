import { type CallId, callId, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../../platform/calendar.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';

/** A call that was ordered under a key. */
export type KeptOrder = { readonly requestHash: string; readonly callId: CallId; readonly isPlaced: boolean };

/** Calls that were ordered with an idempotency key. */
@Injectable()
export class PlacedCallsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Keeps an order, or gives the one that was kept under its key.
   * @param forgetBefore orders of any workspace that are older are forgotten first
   */
  async keep(
    workspaceId: WorkspaceId,
    key: string,
    order: { requestHash: string; callId: CallId; createdAt: Moment },
    forgetBefore: Moment,
  ): Promise<KeptOrder> {
    await this.prisma.placedCall.deleteMany({ where: { createdAt: { lt: forgetBefore } } });
    await this.prisma.placedCall.createMany({ data: { workspaceId, key, ...order }, skipDuplicates: true });
    const kept = await this.prisma.placedCall.findUniqueOrThrow({ where: { workspaceId_key: { workspaceId, key } } });
    // A media process may have called and not come to say so.
    const isPlaced = kept.isPlaced || (await this.prisma.call.count({ where: { id: kept.callId, workspaceId } })) > 0;
    return { requestHash: kept.requestHash, callId: callId.parse(kept.callId), isPlaced };
  }

  /** Notes that the call is being made. */
  async placed(workspaceId: WorkspaceId, key: string): Promise<void> {
    await this.prisma.placedCall.updateMany({ where: { workspaceId, key }, data: { isPlaced: true } });
  }
}
