import { type UserId, type WorkspaceId, workspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { type Role, roleOf } from './permissions.js';

/** Who belongs to which workspace. */
@Injectable()
export class MembersRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The workspace a person works in: the first one they joined. */
  async findHome(userId: UserId): Promise<{ workspaceId: WorkspaceId; role: Role } | null> {
    const membership = await this.prisma.membership.findFirst({ where: { userId }, orderBy: { createdAt: 'asc' } });
    return membership && { workspaceId: workspaceId.parse(membership.workspaceId), role: roleOf(membership.role) };
  }

  async nameOfWorkspace(id: WorkspaceId): Promise<string> {
    return (await this.prisma.workspace.findUniqueOrThrow({ where: { id } })).name;
  }
}
