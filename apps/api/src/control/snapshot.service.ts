import {
  type ApiMessage,
  callDefaults,
  type EndpointEntry,
  endpointId,
  type FlowEntry,
  type FlowId,
  flowId,
  type KeyEntry,
  type WorkspaceId,
  workspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { ApiKeysRepository } from '../auth/api-keys.repository.js';
import { scopesOf } from '../auth/api-keys.service.js';
import { EndpointsRepository } from '../endpoints/endpoints.repository.js';
import { documentOf } from '../flows/flow-resources.js';
import { FlowVersionsRepository, type PublishedFlow } from '../flows/flow-versions.repository.js';
import { FlowsRepository } from '../flows/flows.repository.js';

type Snapshot = Extract<ApiMessage, { type: 'snapshot' }>;

/** What a media process must know to take calls while the api is away. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly endpoints: EndpointsRepository,
    private readonly flows: FlowsRepository,
    private readonly versions: FlowVersionsRepository,
    private readonly keys: ApiKeysRepository,
  ) {}

  /** Endpoints, latest published flows and keys of all workspaces. */
  async take(): Promise<Snapshot> {
    const [endpoints, flows, keys] = await Promise.all([
      this.endpoints.listAll(),
      this.versions.listLatest(),
      this.keys.listAll(),
    ]);
    return {
      type: 'snapshot',
      endpoints: endpoints.map(
        (row): EndpointEntry => ({
          id: endpointId.parse(row.id),
          workspaceId: workspaceId.parse(row.workspaceId),
          name: row.name,
          flowId: row.flowId === null ? null : flowId.parse(row.flowId),
          isPublic: row.isPublic,
          defaults: callDefaults.parse(row.defaults),
        }),
      ),
      flows: flows.map(entryOf),
      keys: keys.map(
        (row): KeyEntry => ({
          keyHash: row.keyHash,
          workspaceId: workspaceId.parse(row.workspaceId),
          scopes: scopesOf(row.scopes),
        }),
      ),
    };
  }

  /** A flow for one call: its latest version, or its draft, which is kept as it stands so that the call can show it. */
  async fetchFlow(workspace: WorkspaceId, id: FlowId, isDraft: boolean): Promise<FlowEntry | null> {
    if (isDraft) return this.#fetchDraft(workspace, id);
    const [published] = await this.versions.listLatest(id);
    return published && published.workspaceId === workspace ? entryOf(published) : null;
  }

  async #fetchDraft(workspace: WorkspaceId, id: FlowId): Promise<FlowEntry | null> {
    const row = await this.flows.find(workspace, id);
    if (!row) return null;
    const document = documentOf(row.draft);
    await this.versions.keepSnapshot(workspace, id, row.draftRevision, document);
    return {
      ref: { flowId: id, version: null, draftRevision: row.draftRevision },
      workspaceId: workspace,
      name: row.name,
      flow: document.flow,
    };
  }
}

const entryOf = (row: PublishedFlow): FlowEntry => ({
  ref: { flowId: flowId.parse(row.flowId), version: row.number, draftRevision: null },
  workspaceId: workspaceId.parse(row.workspaceId),
  name: row.flow.name,
  flow: documentOf(row.document).flow,
});
