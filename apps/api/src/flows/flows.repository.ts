import type { FlowDocument, FlowId, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../platform/calendar.js';
import { afterPlace, type Place } from '../platform/http/paging.js';
import type { Flow } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { toStoredJson } from '../platform/prisma/stored-json.js';
import type { FlowFacts } from './flow-facts.js';

/** A flow without its draft. */
export type FlowRow = Omit<Flow, 'draft'> & {
  readonly endpoints: readonly { readonly name: string; readonly protocol: string | null }[];
};
/** A flow with its draft. */
export type FlowWithDraft = FlowRow & Pick<Flow, 'draft'>;
/** A draft as it is written. */
export type DraftChange = { readonly document: FlowDocument; readonly facts: FlowFacts; readonly at: Moment };

/** A flow in whose draft or published version another is named, and both of them. */
export type NamingFlow = {
  readonly id: string;
  readonly name: string;
  readonly documents: readonly unknown[];
  /** Null while it was never published. */
  readonly published: unknown;
};

const endpoints = { select: { name: true, protocol: true }, orderBy: { name: 'asc' } } as const;

/** Flows that are not deleted, and their drafts. */
@Injectable()
export class FlowsRepository {
  constructor(private readonly prisma: PrismaService) {}

  list(workspaceId: WorkspaceId, take: number, after: Place | null): Promise<FlowRow[]> {
    return this.prisma.flow.findMany({
      where: { workspaceId, deletedAt: null, ...afterPlace('updatedAt', after) },
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take,
      omit: { draft: true },
      include: { endpoints },
    });
  }

  find(workspaceId: WorkspaceId, id: FlowId): Promise<FlowWithDraft | null> {
    return this.prisma.flow.findFirst({ where: { id, workspaceId, deletedAt: null }, include: { endpoints } });
  }

  /** Protocols that lines of a flow name, as they are stored. */
  async listProtocols(workspaceId: WorkspaceId, id: FlowId): Promise<string[]> {
    const where = { workspaceId, flowId: id, protocol: { not: null } };
    const rows = await this.prisma.endpoint.findMany({ where, select: { protocol: true }, distinct: ['protocol'] });
    return rows.flatMap(({ protocol }) => protocol ?? []);
  }

  /** Other flows whose draft or published version holds that id somewhere. */
  async listNaming(workspaceId: WorkspaceId, id: FlowId): Promise<NamingFlow[]> {
    const rows = await this.prisma.$queryRaw<{ id: string; name: string; draft: unknown; published: unknown }[]>`
      SELECT flow."id", flow."name", flow."draft", version."document" AS published
      FROM "Flow" AS flow
      LEFT JOIN "FlowVersion" AS version
        ON version."flowId" = flow."id" AND version."number" = flow."publishedVersion"
      WHERE flow."workspaceId" = ${workspaceId} AND flow."deletedAt" IS NULL AND flow."id" <> ${id}
        AND (position(${id} in flow."draft"::text) > 0 OR position(${id} in version."document"::text) > 0)
      ORDER BY flow."name"`;
    return rows.map(({ draft, ...row }) => ({ ...row, documents: row.published ? [draft, row.published] : [draft] }));
  }

  /** Whether no flow has or had that id, in any workspace. */
  async isIdFree(id: FlowId): Promise<boolean> {
    return (await this.prisma.flow.count({ where: { id } })) === 0;
  }

  async insert(
    workspaceId: WorkspaceId,
    id: FlowId,
    name: string,
    { document, facts, at }: DraftChange,
  ): Promise<FlowWithDraft> {
    return this.prisma.flow.create({
      data: {
        id,
        workspaceId,
        name,
        draft: toStoredJson(document),
        ...facts,
        draftUpdatedAt: at,
        createdAt: at,
        updatedAt: at,
      },
      include: { endpoints },
    });
  }

  /** Writes a draft over the one of `revision`. @returns the new revision, or null when that one is not the present one */
  async saveDraft(
    workspaceId: WorkspaceId,
    id: FlowId,
    revision: number,
    { document, facts, at }: DraftChange,
  ): Promise<number | null> {
    const { count } = await this.prisma.flow.updateMany({
      where: { id, workspaceId, deletedAt: null, draftRevision: revision },
      data: {
        draft: toStoredJson(document),
        ...facts,
        draftRevision: revision + 1,
        draftUpdatedAt: at,
        updatedAt: at,
      },
    });
    return count === 0 ? null : revision + 1;
  }

  /** @returns whether there was such a flow */
  async rename(workspaceId: WorkspaceId, id: FlowId, name: string, at: Moment): Promise<boolean> {
    const { count } = await this.prisma.flow.updateMany({
      where: { id, workspaceId, deletedAt: null },
      data: { name, updatedAt: at },
    });
    return count > 0;
  }

  /** Takes a flow away from lists and endpoints. @returns whether there was such a flow */
  async remove(workspaceId: WorkspaceId, id: FlowId, at: Moment): Promise<boolean> {
    const [{ count }] = await this.prisma.$transaction([
      this.prisma.flow.updateMany({ where: { id, workspaceId, deletedAt: null }, data: { deletedAt: at } }),
      this.prisma.endpoint.updateMany({ where: { flowId: id, workspaceId }, data: { flowId: null } }),
    ]);
    return count > 0;
  }
}
