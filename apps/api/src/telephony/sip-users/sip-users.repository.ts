import type { SipUserId, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../../platform/calendar.js';
import { afterPlace, type Place } from '../../platform/http/paging.js';
import type { SipUser } from '../../platform/prisma/generated/client.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { nullWhenTaken } from '../../platform/prisma/refusals.js';

/** Somebody who may register a telephone. */
export type SipUserRow = SipUser;
/** What is known of somebody new. */
export type NewSipUser = Omit<SipUserRow, 'createdAt' | 'updatedAt' | 'hashes'> & {
  readonly hashes: Uint8Array<ArrayBuffer>;
};
/** What can be changed of somebody. */
export type SipUserChange = Partial<
  Pick<NewSipUser, 'displayName' | 'realm' | 'hashes' | 'callerId' | 'mayDialOut' | 'isEnabled'>
>;

/** People with telephones, and the sealed hashes of their passwords. */
@Injectable()
export class SipUsersRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Newest first. */
  list(workspaceId: WorkspaceId, take: number, after: Place | null): Promise<SipUserRow[]> {
    return this.prisma.sipUser.findMany({
      where: { workspaceId, ...afterPlace('createdAt', after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    });
  }

  /** Everybody of every workspace, for the media processes. */
  listAll(): Promise<SipUserRow[]> {
    return this.prisma.sipUser.findMany({ orderBy: { id: 'asc' } });
  }

  find(workspaceId: WorkspaceId, id: SipUserId): Promise<SipUserRow | null> {
    return this.prisma.sipUser.findFirst({ where: { id, workspaceId } });
  }

  findByName(workspaceId: WorkspaceId, username: string): Promise<SipUserRow | null> {
    return this.prisma.sipUser.findFirst({ where: { username, workspaceId } });
  }

  /** @returns null when the name is taken */
  insert(user: NewSipUser, at: Moment): Promise<SipUserRow | null> {
    return nullWhenTaken(this.prisma.sipUser.create({ data: { ...user, createdAt: at, updatedAt: at } }));
  }

  /** The user must exist. */
  update(workspaceId: WorkspaceId, id: SipUserId, change: SipUserChange, at: Moment): Promise<SipUserRow> {
    return this.prisma.sipUser.update({ where: { id, workspaceId }, data: { ...change, updatedAt: at } });
  }

  /** @returns whether there was such a user */
  async remove(workspaceId: WorkspaceId, id: SipUserId): Promise<boolean> {
    return (await this.prisma.sipUser.deleteMany({ where: { id, workspaceId } })).count > 0;
  }
}
