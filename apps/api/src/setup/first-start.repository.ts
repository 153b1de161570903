import { Injectable } from '@nestjs/common';
import type { Moment } from '../platform/calendar.js';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** The first workspace and its admin. */
export type FirstPeople = {
  readonly workspace: { readonly id: string; readonly name: string };
  readonly admin: { readonly id: string; readonly accountId: string; readonly name: string; readonly email: string };
  readonly passwordHash: string;
  readonly at: Moment;
};

// Any number nobody else uses; two api processes on one empty database take turns.
const LOCK = 72_707_370;

/** What an empty database gets. */
@Injectable()
export class FirstStartRepository {
  constructor(private readonly prisma: PrismaService) {}

  async isEmpty(): Promise<boolean> {
    return (await this.prisma.workspace.findFirst({ select: { id: true } })) === null;
  }

  /** Makes workspace and admin unless there is a workspace already. @returns whether they were made */
  createPeople({ workspace, admin, passwordHash, at }: FirstPeople): Promise<boolean> {
    return this.prisma.$transaction(async (tx: Prisma.TransactionClient) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
      if ((await tx.workspace.count()) > 0) return false;
      await tx.workspace.create({ data: { ...workspace, createdAt: at } });
      const { accountId, ...user } = admin;
      await tx.user.create({ data: { ...user, emailVerified: true, createdAt: at, updatedAt: at } });
      // The shape the sign-in library gives accounts with a password.
      await tx.account.create({
        data: { id: accountId, accountId: user.id, providerId: 'credential', userId: user.id, password: passwordHash },
      });
      await tx.membership.create({
        data: { workspaceId: workspace.id, userId: user.id, role: 'admin', createdAt: at },
      });
      return true;
    });
  }
}
