import type { CallId, CommandOf, DeliveryResource, JournalLine, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { commandIn } from '../calls/projection/commands.js';
import type { Moment } from '../platform/calendar.js';
import { afterPlace, type Place } from '../platform/http/paging.js';
import type { Call, Delivery, Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { fromStoredJson } from '../platform/prisma/stored-json.js';

/** A delivery as it is stored. */
export type DeliveryRow = Delivery;
/** Which deliveries a list shows. */
export type DeliveryFilter = {
  readonly status?: DeliveryResource['status'];
  readonly channel?: DeliveryResource['channel'];
  readonly callId?: string;
};
/** What a job is added for. */
export type QueuedDelivery = Pick<Delivery, 'id' | 'round'>;
/** A delivery with what is to be sent, and the call it is of. */
export type DeliveryOrder = {
  readonly row: Delivery;
  readonly command: CommandOf<'message'>;
  readonly call: Omit<Call, 'transcriptText'>;
};

const queued = { select: { id: true, round: true }, orderBy: { createdAt: 'asc' } } as const;
// Recordings are files when the call is over.
const isReady: Prisma.DeliveryWhereInput = {
  status: 'queued',
  OR: [{ waitsForEnd: false }, { call: { status: 'ended' } }],
};

/** How the messages fare that flows send. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Newest first. */
  list(workspaceId: WorkspaceId, filter: DeliveryFilter, take: number, after: Place | null): Promise<DeliveryRow[]> {
    return this.prisma.delivery.findMany({
      where: { workspaceId, ...filter, ...afterPlace('createdAt', after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    });
  }

  /** Those of a call that can be sent now. */
  listReadyOf(callId: CallId): Promise<QueuedDelivery[]> {
    return this.prisma.delivery.findMany({ where: { ...isReady, callId }, ...queued });
  }

  /** Those of all calls that can be sent now, the oldest first: each has a job, unless that was lost. */
  listReady(take: number): Promise<QueuedDelivery[]> {
    return this.prisma.delivery.findMany({ where: isReady, ...queued, take });
  }

  /** What is to be sent, as the journal has it; null when it is not waiting to be sent in that round. */
  async findOrder(id: string, round: number): Promise<DeliveryOrder | null> {
    const found = await this.prisma.delivery.findFirst({
      where: { id, round, status: 'queued' },
      include: { call: { omit: { transcriptText: true } } },
    });
    if (!found) return null;
    const { call, ...row } = found;
    const place = { callId_seq: { callId: row.callId, seq: row.seq } };
    const stored = await this.prisma.journalLine.findUnique({ where: place, select: { line: true } });
    const command = stored && commandIn(fromStoredJson<JournalLine>(stored.line));
    return command?.command === 'message' ? { row, command, call } : null;
  }

  async markSent(id: string, at: Moment): Promise<void> {
    const data = { status: 'sent', attempts: { increment: 1 }, error: null, sentAt: at, updatedAt: at };
    await this.prisma.delivery.update({ where: { id }, data });
  }

  /** @param isOver whether it will not be tried again */
  async noteFailure(id: string, error: string, isOver: boolean, at: Moment): Promise<void> {
    const data = { status: isOver ? 'failed' : 'queued', attempts: { increment: 1 }, error, updatedAt: at };
    await this.prisma.delivery.update({ where: { id }, data });
  }

  find(workspaceId: WorkspaceId, id: string): Promise<DeliveryRow | null> {
    return this.prisma.delivery.findFirst({ where: { id, workspaceId } });
  }

  /** Has one that was sent or failed sent again. @returns null when there is none such, or it is waiting */
  async requeue(workspaceId: WorkspaceId, id: string, at: Moment): Promise<DeliveryRow | null> {
    const [row] = await this.prisma.delivery.updateManyAndReturn({
      where: { id, workspaceId, status: { in: ['sent', 'failed'] } },
      data: { status: 'queued', round: { increment: 1 }, error: null, updatedAt: at },
    });
    return row ?? null;
  }
}
