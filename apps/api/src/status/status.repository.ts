import { Injectable } from '@nestjs/common';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** Asks the database how it is. */
@Injectable()
export class StatusRepository {
  constructor(private readonly prisma: PrismaService) {}

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
