import type {
  CallDefaults,
  EndpointApplication,
  EndpointId,
  FlowId,
  ProtocolName,
  WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Moment } from '../platform/calendar.js';
import { afterPlace, type Place } from '../platform/http/paging.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { nullWhenTaken } from '../platform/prisma/refusals.js';
import { toStoredJson } from '../platform/prisma/stored-json.js';

const include = { flow: { select: { name: true } } } as const;

/** An endpoint with the name of its flow. */
export type EndpointRow = Prisma.EndpointGetPayload<{ include: typeof include }>;
/** What can be changed of an endpoint. */
export type EndpointChange = {
  readonly name?: string;
  readonly flowId?: FlowId | null;
  readonly isPublic?: boolean;
  readonly defaults?: CallDefaults;
  readonly webhookUrl?: string | null | undefined;
  readonly protocol?: ProtocolName | null | undefined;
  readonly application?: EndpointApplication | null | undefined;
};

type Optional = 'webhookUrl' | 'protocol' | 'application';

/** What can be dialled. */
@Injectable()
export class EndpointsRepository {
  constructor(private readonly prisma: PrismaService) {}

  list(workspaceId: WorkspaceId, take: number, after: Place | null): Promise<EndpointRow[]> {
    return this.prisma.endpoint.findMany({
      where: { workspaceId, ...afterPlace('createdAt', after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
      include,
    });
  }

  /** Every endpoint of every workspace, for the media processes. */
  listAll(): Promise<EndpointRow[]> {
    return this.prisma.endpoint.findMany({ orderBy: { id: 'asc' }, include });
  }

  find(workspaceId: WorkspaceId, id: EndpointId): Promise<EndpointRow | null> {
    return this.prisma.endpoint.findFirst({ where: { id, workspaceId }, include });
  }

  findByName(workspaceId: WorkspaceId, name: string): Promise<EndpointRow | null> {
    return this.prisma.endpoint.findUnique({ where: { workspaceId_name: { workspaceId, name } }, include });
  }

  /** @returns null when the name is taken */
  insert(
    workspaceId: WorkspaceId,
    id: EndpointId,
    endpoint: Required<Omit<EndpointChange, Optional>> & Pick<EndpointChange, Optional>,
    createdAt: Moment,
  ): Promise<EndpointRow | null> {
    const { application, ...rest } = endpoint;
    const data = {
      ...{ ...rest, ...storedApplication(application) },
      ...{ defaults: toStoredJson(endpoint.defaults), id, workspaceId, createdAt },
    };
    return nullWhenTaken(this.prisma.endpoint.create({ data, include }));
  }

  /** @returns null when the name is taken; the endpoint must exist */
  update(workspaceId: WorkspaceId, id: EndpointId, change: EndpointChange): Promise<EndpointRow | null> {
    const { defaults, application, ...rest } = change;
    const stored = { ...storedApplication(application), ...(defaults && { defaults: toStoredJson(defaults) }) };
    const data = { ...rest, ...stored };
    return nullWhenTaken(this.prisma.endpoint.update({ where: { id, workspaceId }, data, include }));
  }

  /** @returns whether there was such an endpoint */
  async remove(workspaceId: WorkspaceId, id: EndpointId): Promise<boolean> {
    return (await this.prisma.endpoint.deleteMany({ where: { id, workspaceId } })).count > 0;
  }
}

const storedApplication = (application: EndpointApplication | null | undefined) => {
  if (application === undefined) return {};
  return { application: application === null ? Prisma.DbNull : toStoredJson(application) };
};
