import type { CallId, CallOutcome, JournalLine, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { afterPlace, type Place } from '../platform/http/paging.js';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { fromStoredJson } from '../platform/prisma/stored-json.js';

const include = { recording: { select: { callId: true } } } as const;

/** A call and whether it has a recording. */
export type CallRow = Omit<Prisma.CallGetPayload<{ include: typeof include }>, 'transcriptText'>;
/** Which calls a list shows. */
export type CallFilter = {
  readonly status?: 'live' | 'ended';
  /** One of these. */
  readonly outcomes?: readonly CallOutcome[];
  readonly flowId?: string;
  /** What its flow marked it with. */
  readonly tag?: { readonly name: string; readonly value: string };
  readonly flowOutcome?: string;
  /** Part of a number, a name, a flow's name, or of what was said. */
  readonly q?: string;
};

const LINES_A_PAGE = 500;
// A conference or a campaign may have many; nobody looks at more.
const MAX_LEGS = 200;

/** Calls and their journals, to look at. */
@Injectable()
export class CallsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Newest first. */
  list(workspaceId: WorkspaceId, filter: CallFilter, take: number, after: Place | null): Promise<CallRow[]> {
    const { status, outcomes, flowId, flowOutcome, tag, q } = filter;
    return this.prisma.call.findMany({
      where: {
        AND: [
          { workspaceId, status, flowId, flowOutcome },
          ...(outcomes ? [{ outcome: { in: [...outcomes] } }] : []),
          ...(tag ? [{ tags: { path: [tag.name], equals: tag.value } }] : []),
          ...(q ? [matching(q)] : []),
          afterPlace('startedAt', after) ?? {},
        ],
      },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      take,
      omit: { transcriptText: true },
      include,
    });
  }

  find(workspaceId: WorkspaceId, id: CallId): Promise<CallRow | null> {
    return this.prisma.call.findFirst({ where: { id, workspaceId }, omit: { transcriptText: true }, include });
  }

  /** Calls that a call made, in the order they began. */
  listLegs(workspaceId: WorkspaceId, parentCallId: CallId): Promise<CallRow[]> {
    return this.prisma.call.findMany({
      where: { workspaceId, parentCallId },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      take: MAX_LEGS,
      omit: { transcriptText: true },
      include,
    });
  }

  /** Lines from a number on, at most `take`. */
  async readLines(
    workspaceId: WorkspaceId,
    callId: CallId,
    fromSeq: number,
    take = LINES_A_PAGE,
  ): Promise<JournalLine[]> {
    const rows = await this.prisma.journalLine.findMany({
      where: { callId, workspaceId, seq: { gte: fromSeq } },
      orderBy: { seq: 'asc' },
      take,
      select: { line: true },
    });
    return rows.map(({ line }) => fromStoredJson<JournalLine>(line));
  }

  /** The whole journal of a call. */
  async readAllLines(workspaceId: WorkspaceId, callId: CallId): Promise<JournalLine[]> {
    const rows = await this.prisma.journalLine.findMany({
      where: { callId, workspaceId },
      orderBy: { seq: 'asc' },
      select: { line: true },
    });
    return rows.map(({ line }) => fromStoredJson<JournalLine>(line));
  }

  countLines(workspaceId: WorkspaceId, callId: CallId): Promise<number> {
    return this.prisma.journalLine.count({ where: { callId, workspaceId } });
  }

  countLive(): Promise<number> {
    return this.prisma.call.count({ where: { status: 'live' } });
  }
}

const matching = (q: string): Prisma.CallWhereInput => {
  // Prisma hands the text to LIKE as it is.
  const contains = { contains: q.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const;
  return {
    OR: [{ from: contains }, { to: contains }, { flowName: contains }, { transcriptText: contains }, { id: q }],
  };
};
