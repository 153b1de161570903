import { type CallId, type CallSignalling, callSignalling, type WorkspaceId } from '@callwright/protocol';
import { maskSignal } from '@callwright/sip';
import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../platform/prisma/generated/client.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { toStoredJson } from '../../platform/prisma/stored-json.js';

/** Keeps the signalling of a call, within the transaction that stores its end; what is kept already stays. */
export const saveSignalling = async (
  tx: Prisma.TransactionClient,
  call: { readonly id: string; readonly workspaceId: string },
  { entries, droppedCount }: CallSignalling,
): Promise<void> => {
  // They come without secrets; what is kept for long is looked at once more.
  const masked = entries.map((entry) => ({ ...entry, message: maskSignal(entry.message) }));
  const data = { callId: call.id, workspaceId: call.workspaceId, entries: toStoredJson(masked), droppedCount };
  await tx.callSignalling.createMany({ data, skipDuplicates: true });
};

/** The SIP messages of calls, to look at. */
@Injectable()
export class SignallingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async find(workspaceId: WorkspaceId, callId: CallId): Promise<CallSignalling | null> {
    const row = await this.prisma.callSignalling.findFirst({ where: { callId, workspaceId } });
    return row && callSignalling.parse({ entries: row.entries, droppedCount: row.droppedCount });
  }

  async has(workspaceId: WorkspaceId, callId: CallId): Promise<boolean> {
    return (await this.prisma.callSignalling.count({ where: { callId, workspaceId } })) > 0;
  }
}
