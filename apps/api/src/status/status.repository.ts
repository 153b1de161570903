import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

const NO_SUCH_TABLE = 'P2021';

/** Asks the database how it is. */
@Injectable()
export class StatusRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** @throws AppError `control.unavailable` when it does not answer, or has no tables yet */
  async assertUsable(): Promise<void> {
    try {
      await this.prisma.workspace.findFirst({ select: { id: true } });
    } catch (cause) {
      const isEmpty = cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === NO_SUCH_TABLE;
      const message = isEmpty
        ? 'The database has no tables yet: run npm run db:migrate.'
        : 'The database of DATABASE_URL does not answer.';
      throw new AppError('control.unavailable', message, { cause });
    }
  }

  async isThere(): Promise<boolean> {
    try {
      await this.prisma.$queryRaw`SELECT 1`;
      return true;
    } catch {
      // That it does not answer is the answer.
      return false;
    }
  }
}
