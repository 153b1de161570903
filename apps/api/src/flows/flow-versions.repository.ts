import type { FlowDocument, FlowId, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../platform/calendar.js';
import type { FlowVersion, Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { toStoredJson } from '../platform/prisma/stored-json.js';
import type { FlowFacts } from './flow-facts.js';

/** A version without its document. */
export type VersionRow = Omit<FlowVersion, 'document'>;
/** What is published. */
export type Publication = {
  readonly workspaceId: WorkspaceId;
  readonly flowId: FlowId;
  readonly revision: number;
  readonly document: FlowDocument;
  readonly facts: FlowFacts;
  readonly note: string;
  readonly publishedBy: string;
  readonly at: Moment;
};
/** A published flow as it runs. */
export type PublishedFlow = Pick<FlowVersion, 'flowId' | 'number' | 'workspaceId' | 'document'> & {
  readonly flow: { readonly name: string };
};

/** Published versions and the drafts that calls have run: both are written once and never changed. */
@Injectable()
export class FlowVersionsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Adds the next version, if the draft still is at that revision. @returns null when it is not */
  publish(publication: Publication): Promise<VersionRow | null> {
    const { workspaceId, flowId, revision, document, facts, note, publishedBy, at } = publication;
    return this.prisma.$transaction(async (tx) => {
      // The update locks the row, so that two people publishing at once get two numbers.
      const rows = await tx.flow.updateManyAndReturn({
        where: { id: flowId, workspaceId, deletedAt: null, draftRevision: revision },
        data: { publishedHash: facts.draftHash, publishedAt: at, updatedAt: at },
        select: { publishedVersion: true },
      });
      const [flow] = rows;
      if (!flow) return null;
      const number = (flow.publishedVersion ?? 0) + 1;
      await tx.flow.update({ where: { id: flowId }, data: { publishedVersion: number } });
      return tx.flowVersion.create({
        data: {
          flowId,
          number,
          workspaceId,
          document: toStoredJson(document),
          draftRevision: revision,
          stepCount: facts.stepCount,
          note,
          publishedBy,
          publishedAt: at,
        },
        omit: { document: true },
      });
    });
  }

  /** Newest first, from below `before` on. */
  list(workspaceId: WorkspaceId, flowId: FlowId, take: number, before: number | undefined): Promise<VersionRow[]> {
    return this.prisma.flowVersion.findMany({
      where: { workspaceId, flowId, ...(before !== undefined && { number: { lt: before } }) },
      orderBy: { number: 'desc' },
      take,
      omit: { document: true },
    });
  }

  find(workspaceId: WorkspaceId, flowId: FlowId, number: number): Promise<FlowVersion | null> {
    return this.prisma.flowVersion.findFirst({ where: { workspaceId, flowId, number } });
  }

  /** The latest version of every flow that is not deleted, in all workspaces or of these flows. */
  async listLatest(flowIds?: readonly string[]): Promise<PublishedFlow[]> {
    const flows = await this.prisma.flow.findMany({
      where: {
        deletedAt: null,
        publishedVersion: { not: null },
        ...(flowIds !== undefined && { id: { in: [...flowIds] } }),
      },
      select: { id: true, publishedVersion: true },
      orderBy: { id: 'asc' },
    });
    return this.#listVersions(
      flows.flatMap(({ id, publishedVersion }) =>
        publishedVersion === null ? [] : [{ flowId: id, number: publishedVersion }],
      ),
    );
  }

  /** Those of these versions that there are, of deleted flows too: who pins a version keeps it. */
  listPinned(
    keys: readonly { readonly workspaceId: string; readonly flowId: string; readonly number: number }[],
  ): Promise<PublishedFlow[]> {
    return this.#listVersions([...keys]);
  }

  async #listVersions(keys: Prisma.FlowVersionWhereInput[]): Promise<PublishedFlow[]> {
    if (keys.length === 0) return [];
    return this.prisma.flowVersion.findMany({
      where: { OR: keys },
      select: { flowId: true, number: true, workspaceId: true, document: true, flow: { select: { name: true } } },
      orderBy: [{ flowId: 'asc' }, { number: 'desc' }],
    });
  }

  /** Keeps a draft as it is about to run, once for each revision. */
  async keepSnapshot(
    workspaceId: WorkspaceId,
    flowId: FlowId,
    draftRevision: number,
    document: FlowDocument,
  ): Promise<void> {
    const data = { workspaceId, flowId, draftRevision, document: toStoredJson(document) };
    await this.prisma.flowSnapshot.createMany({ data, skipDuplicates: true });
  }

  /** The draft that ran at this revision. */
  async findSnapshot(workspaceId: WorkspaceId, flowId: FlowId, draftRevision: number): Promise<unknown> {
    const row = await this.prisma.flowSnapshot.findFirst({ where: { workspaceId, flowId, draftRevision } });
    return row?.document ?? null;
  }
}
