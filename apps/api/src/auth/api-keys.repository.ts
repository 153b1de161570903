import type { WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../platform/calendar.js';
import { afterPlace, type Place } from '../platform/http/paging.js';
import type { ApiKey } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** A key as it is stored. */
export type StoredKey = Pick<ApiKey, 'id' | 'workspaceId' | 'name' | 'prefix' | 'keyHash' | 'scopes' | 'createdAt'>;

/** Keys that are not revoked. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly prisma: PrismaService) {}

  insert(key: StoredKey): Promise<StoredKey> {
    return this.prisma.apiKey.create({ data: { ...key, scopes: [...key.scopes] } });
  }

  list(workspaceId: WorkspaceId, take: number, after: Place | null): Promise<StoredKey[]> {
    return this.prisma.apiKey.findMany({
      where: { workspaceId, revokedAt: null, ...afterPlace('createdAt', after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    });
  }

  findByHash(keyHash: string): Promise<StoredKey | null> {
    return this.prisma.apiKey.findFirst({ where: { keyHash, revokedAt: null } });
  }

  /** Every valid key of every workspace, for the media processes. */
  listAll(): Promise<StoredKey[]> {
    return this.prisma.apiKey.findMany({ where: { revokedAt: null } });
  }

  /** @returns whether there was such a key */
  async revoke(workspaceId: WorkspaceId, id: string, at: Moment): Promise<boolean> {
    const { count } = await this.prisma.apiKey.updateMany({
      where: { id, workspaceId, revokedAt: null },
      data: { revokedAt: at },
    });
    return count > 0;
  }
}
