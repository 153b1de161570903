import type { WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../platform/calendar.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** A secret as a list shows it. */
export type SecretRow = { readonly name: string; readonly updatedAt: Moment };

/** Sealed secrets. */
@Injectable()
export class SecretsRepository {
  constructor(private readonly prisma: PrismaService) {}

  list(workspaceId: WorkspaceId): Promise<SecretRow[]> {
    return this.prisma.secret.findMany({
      where: { workspaceId },
      select: { name: true, updatedAt: true },
      orderBy: { name: 'asc' },
    });
  }

  async put(workspaceId: WorkspaceId, name: string, sealed: Uint8Array<ArrayBuffer>, at: Moment): Promise<void> {
    await this.prisma.secret.upsert({
      where: { workspaceId_name: { workspaceId, name } },
      create: { workspaceId, name, sealed, createdAt: at, updatedAt: at },
      update: { sealed, updatedAt: at },
    });
  }

  async find(workspaceId: WorkspaceId, name: string): Promise<Uint8Array | null> {
    const row = await this.prisma.secret.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
    return row?.sealed ?? null;
  }

  /** @returns whether there was such a secret */
  async remove(workspaceId: WorkspaceId, name: string): Promise<boolean> {
    return (await this.prisma.secret.deleteMany({ where: { workspaceId, name } })).count > 0;
  }
}
