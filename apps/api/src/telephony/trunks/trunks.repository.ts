import type { TrunkId, TrunkSettings, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../../platform/calendar.js';
import { afterPlace, type Place } from '../../platform/http/paging.js';
import { Prisma } from '../../platform/prisma/generated/client.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { isForeignKeyViolation, nullWhenTaken } from '../../platform/prisma/refusals.js';
import { toStoredJson } from '../../platform/prisma/stored-json.js';

const include = { _count: { select: { numbers: true } } } as const;

/** A trunk and how many numbers lead in by it alone. */
export type TrunkRow = Prisma.TrunkGetPayload<{ include: typeof include }>;
/** A name and a sealed password; both null when there are none. */
export type SealedCredentials = {
  readonly username: string | null;
  readonly password: Uint8Array<ArrayBuffer> | null;
};
/** Everything of a trunk that can be changed; credentials that are absent stay. */
export type TrunkChange = {
  readonly settings: TrunkSettings;
  readonly auth?: SealedCredentials | undefined;
  readonly inboundAuth?: SealedCredentials | undefined;
};

/** Trunks with their sealed credentials. */
@Injectable()
export class TrunksRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Newest first. */
  list(workspaceId: WorkspaceId, take: number, after: Place | null): Promise<TrunkRow[]> {
    return this.prisma.trunk.findMany({
      where: { workspaceId, ...afterPlace('createdAt', after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
      include,
    });
  }

  /** Every trunk of every workspace, for the media processes. */
  listAll(): Promise<TrunkRow[]> {
    return this.prisma.trunk.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }], include });
  }

  find(workspaceId: WorkspaceId, id: TrunkId): Promise<TrunkRow | null> {
    return this.prisma.trunk.findFirst({ where: { id, workspaceId }, include });
  }

  /** @returns null when the name is taken */
  insert(workspaceId: WorkspaceId, id: TrunkId, trunk: TrunkChange, at: Moment): Promise<TrunkRow | null> {
    const data = { ...columnsOf(trunk), id, workspaceId, createdAt: at, updatedAt: at };
    return nullWhenTaken(this.prisma.trunk.create({ data, include }));
  }

  /** @returns null when the name is taken; the trunk must exist */
  update(workspaceId: WorkspaceId, id: TrunkId, change: TrunkChange, at: Moment): Promise<TrunkRow | null> {
    const data = { ...columnsOf(change), updatedAt: at };
    return nullWhenTaken(this.prisma.trunk.update({ where: { id, workspaceId }, data, include }));
  }

  /** Deletes a trunk unless numbers lead in by it. */
  async remove(workspaceId: WorkspaceId, id: TrunkId): Promise<'removed' | 'unknown' | 'inUse'> {
    try {
      const { count } = await this.prisma.trunk.deleteMany({ where: { id, workspaceId } });
      return count > 0 ? 'removed' : 'unknown';
    } catch (error) {
      if (isForeignKeyViolation(error)) return 'inUse';
      throw error;
    }
  }
}

const columnsOf = ({ settings: { name, ...settings }, auth, inboundAuth }: TrunkChange) => ({
  name,
  settings: toStoredJson(settings),
  ...(auth && { authUsername: auth.username, authPassword: auth.password }),
  ...(inboundAuth && { inboundUsername: inboundAuth.username, inboundPassword: inboundAuth.password }),
});
