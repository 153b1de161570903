import type { WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { afterPlace, type Place } from '../platform/http/paging.js';
import type { Prompt } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** A prompt as it is stored. */
export type PromptRow = Prompt;

/** Uploaded recordings. */
@Injectable()
export class PromptsRepository {
  constructor(private readonly prisma: PrismaService) {}

  insert(prompt: PromptRow): Promise<PromptRow> {
    return this.prisma.prompt.create({ data: prompt });
  }

  list(workspaceId: WorkspaceId, take: number, after: Place | null): Promise<PromptRow[]> {
    return this.prisma.prompt.findMany({
      where: { workspaceId, ...afterPlace('createdAt', after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    });
  }

  async listIds(workspaceId: WorkspaceId): Promise<string[]> {
    return (await this.prisma.prompt.findMany({ where: { workspaceId }, select: { id: true } })).map(({ id }) => id);
  }

  find(workspaceId: WorkspaceId, id: string): Promise<PromptRow | null> {
    return this.prisma.prompt.findFirst({ where: { id, workspaceId } });
  }

  /** @returns whether there was such a prompt */
  async remove(workspaceId: WorkspaceId, id: string): Promise<boolean> {
    return (await this.prisma.prompt.deleteMany({ where: { id, workspaceId } })).count > 0;
  }
}
