import {
  AppError,
  type CreateEndpoint,
  callDefaults,
  type EndpointId,
  type EndpointResource,
  endpointApplication,
  endpointId,
  type FlowId,
  flowId,
  type Page,
  protocolName,
  type UpdateEndpoint,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { SnapshotChanges } from '../control/snapshot-changes.js';
import { FlowLibraryService } from '../flows/flow-library.service.js';
import { FlowsRepository } from '../flows/flows.repository.js';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { FlowInvalidError, notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { Ids } from '../platform/ids.js';
import { type EndpointRow, EndpointsRepository } from './endpoints.repository.js';

/** Names and numbers that can be dialled, and the flow behind each. */
@Injectable()
export class EndpointsService {
  constructor(
    private readonly endpoints: EndpointsRepository,
    private readonly flows: FlowsRepository,
    private readonly library: FlowLibraryService,
    private readonly changes: SnapshotChanges,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<EndpointResource>> {
    const rows = await this.endpoints.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), resourceOf);
  }

  /** @throws AppError `flow.notFound`, `flow.invalid` on this protocol, or `api.conflict` when the name is taken */
  async create(workspace: WorkspaceId, endpoint: CreateEndpoint): Promise<EndpointResource> {
    await this.#assertFlow(workspace, endpoint.flowId);
    await this.#assertFits(workspace, endpoint);
    const id = endpointId.parse(this.ids.newId());
    const row = await this.endpoints.insert(workspace, id, endpoint, this.clock.now());
    return this.#changed(row, endpoint.name);
  }

  /** @throws AppError `api.notFound`, `flow.notFound`, `flow.invalid` on this protocol, or `api.conflict` when the name is taken */
  async update(workspace: WorkspaceId, id: EndpointId, change: UpdateEndpoint): Promise<EndpointResource> {
    const before = await this.endpoints.find(workspace, id);
    if (!before) throw notFound('endpoint');
    await this.#assertFlow(workspace, change.flowId ?? null);
    const { flowId: leadsTo, protocol } = resourceOf(before);
    await this.#assertFits(workspace, { flowId: leadsTo, protocol, ...change });
    return this.#changed(await this.endpoints.update(workspace, id, change), change.name ?? '');
  }

  /** @throws AppError `api.notFound` */
  async remove(workspace: WorkspaceId, id: EndpointId): Promise<void> {
    if (!(await this.endpoints.remove(workspace, id))) throw notFound('endpoint');
    await this.changes.announce();
  }

  async #changed(row: EndpointRow | null, name: string): Promise<EndpointResource> {
    if (!row) throw new AppError('api.conflict', `Another endpoint is called ${name} already.`);
    await this.changes.announce();
    return resourceOf(row);
  }

  // A flow that cannot do its work on a protocol is not put on its lines.
  async #assertFits(
    workspace: WorkspaceId,
    { flowId: leadsTo, protocol }: Pick<UpdateEndpoint, 'flowId' | 'protocol'>,
  ): Promise<void> {
    if (!leadsTo || !protocol) return;
    const problems = await this.library.problemsOn(workspace, leadsTo, protocol);
    if (problems.length > 0) throw new FlowInvalidError(problems, `The flow does what calls by ${protocol} cannot.`);
  }

  async #assertFlow(workspace: WorkspaceId, flow: FlowId | null): Promise<void> {
    if (flow !== null && !(await this.flows.find(workspace, flow))) throw notFound('flow', 'flow.notFound');
  }
}

const resourceOf = (row: EndpointRow): EndpointResource => ({
  id: endpointId.parse(row.id),
  name: row.name,
  flowId: row.flowId === null ? null : flowId.parse(row.flowId),
  flowName: row.flow?.name ?? null,
  isPublic: row.isPublic,
  defaults: callDefaults.parse(row.defaults),
  webhookUrl: row.webhookUrl,
  protocol: protocolName.nullable().catch(null).parse(row.protocol),
  application: endpointApplication.nullable().catch(null).parse(row.application),
  createdAt: isoOf(row.createdAt),
});
