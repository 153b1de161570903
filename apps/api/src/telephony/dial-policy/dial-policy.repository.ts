import { type DialPolicy, dialPolicy, type WorkspaceId, workspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../../platform/calendar.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { toStoredJson } from '../../platform/prisma/stored-json.js';

/** A policy, and when it was set; null for the defaults. */
export type StoredPolicy = { readonly policy: DialPolicy; readonly updatedAt: Moment | null };
/** Whose policy it is. */
export type OwnedPolicy = { readonly workspaceId: WorkspaceId; readonly policy: DialPolicy };

/** Whom each workspace may call. */
@Injectable()
export class DialPolicyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The defaults when none was set. */
  async find(workspace: WorkspaceId): Promise<StoredPolicy> {
    const row = await this.prisma.dialPolicy.findUnique({ where: { workspaceId: workspace } });
    return { policy: dialPolicy.parse(row?.policy ?? {}), updatedAt: row?.updatedAt ?? null };
  }

  /** All that were set, for the media processes. */
  async listAll(): Promise<OwnedPolicy[]> {
    const rows = await this.prisma.dialPolicy.findMany({ orderBy: { workspaceId: 'asc' } });
    return rows.map((row) => ({
      workspaceId: workspaceId.parse(row.workspaceId),
      policy: dialPolicy.parse(row.policy),
    }));
  }

  async put(workspace: WorkspaceId, policy: DialPolicy, updatedAt: Moment): Promise<void> {
    const data = { policy: toStoredJson(policy), updatedAt };
    await this.prisma.dialPolicy.upsert({
      where: { workspaceId: workspace },
      create: { workspaceId: workspace, ...data },
      update: data,
    });
  }
}
