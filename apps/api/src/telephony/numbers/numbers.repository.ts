import type { EndpointId, NumberFallback, TrunkId, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../../platform/calendar.js';
import { Prisma } from '../../platform/prisma/generated/client.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { nullWhenTaken } from '../../platform/prisma/refusals.js';
import { toStoredJson } from '../../platform/prisma/stored-json.js';

const include = { trunk: { select: { name: true } }, endpoint: { select: { name: true } } } as const;

/** A number with the names of what it leads in by and to. */
export type NumberRow = Prisma.PhoneNumberGetPayload<{ include: typeof include }>;
/** Where a number leads. */
export type NumberChange = {
  readonly pattern: string;
  readonly trunkId: TrunkId | null;
  readonly endpointId: EndpointId | null;
  readonly fallback: NumberFallback | null;
};

/** Numbers that lead to endpoints. */
@Injectable()
export class NumbersRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** In no order: see `byPrecedence`. */
  list(workspaceId: WorkspaceId): Promise<NumberRow[]> {
    return this.prisma.phoneNumber.findMany({ where: { workspaceId }, include });
  }

  /** Every number of every workspace, for the media processes. */
  listAll(): Promise<NumberRow[]> {
    return this.prisma.phoneNumber.findMany({ include });
  }

  find(workspaceId: WorkspaceId, id: string): Promise<NumberRow | null> {
    return this.prisma.phoneNumber.findFirst({ where: { id, workspaceId }, include });
  }

  /** @returns null when that trunk has the pattern already */
  insert(workspaceId: WorkspaceId, id: string, number: NumberChange, at: Moment): Promise<NumberRow | null> {
    const data = { ...columnsOf(number), id, workspaceId, createdAt: at, updatedAt: at };
    return nullWhenTaken(this.prisma.phoneNumber.create({ data, include }));
  }

  /** @returns null when that trunk has the pattern already; the number must exist */
  update(workspaceId: WorkspaceId, id: string, number: NumberChange, at: Moment): Promise<NumberRow | null> {
    const data = { ...columnsOf(number), updatedAt: at };
    return nullWhenTaken(this.prisma.phoneNumber.update({ where: { id, workspaceId }, data, include }));
  }

  /** @returns whether there was such a number */
  async remove(workspaceId: WorkspaceId, id: string): Promise<boolean> {
    return (await this.prisma.phoneNumber.deleteMany({ where: { id, workspaceId } })).count > 0;
  }
}

// No id is `*`, so that a number of one trunk and one of all are told apart. Null would be no match for null.
const columnsOf = ({ pattern, trunkId, endpointId, fallback }: NumberChange) => ({
  pattern,
  trunkId,
  place: `${trunkId ?? '*'} ${pattern}`,
  endpointId,
  fallback: fallback === null ? Prisma.DbNull : toStoredJson(fallback),
});
