import type { WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/prisma/prisma.service.js';

/** Sealed secrets that webhooks are signed with, one a workspace. */
@Injectable()
export class WebhookSecretRepository {
  constructor(private readonly prisma: PrismaService) {}

  async find(id: WorkspaceId): Promise<Uint8Array | null> {
    const row = await this.prisma.workspace.findUnique({ where: { id }, select: { webhookSecret: true } });
    return row?.webhookSecret ?? null;
  }

  async put(id: WorkspaceId, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.prisma.workspace.update({ where: { id }, data: { webhookSecret: sealed } });
  }

  /** Writes it unless there is one: of two who make the first at once, one is heeded. */
  async putFirst(id: WorkspaceId, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.prisma.workspace.updateMany({ where: { id, webhookSecret: null }, data: { webhookSecret: sealed } });
  }
}
