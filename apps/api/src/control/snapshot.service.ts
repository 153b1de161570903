import {
  type ApiMessage,
  callDefaults,
  type EndpointEntry,
  endpointApplication,
  endpointId,
  type FlowEntry,
  type FlowId,
  flowId,
  type KeyEntry,
  protocolName,
  type WorkspaceId,
  workspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { ApiKeysRepository } from '../auth/api-keys.repository.js';
import { scopesOf } from '../auth/api-keys.service.js';
import { type EndpointRow, EndpointsRepository } from '../endpoints/endpoints.repository.js';
import { FlowLibraryService } from '../flows/flow-library.service.js';
import { documentOf } from '../flows/flow-resources.js';
import { type CalledFlow, subflowEntriesOf, versionsOf } from '../flows/flow-shelf.js';
import { FlowVersionsRepository, type PublishedFlow } from '../flows/flow-versions.repository.js';
import { FlowsRepository } from '../flows/flows.repository.js';
import { TelephonySnapshotService } from '../telephony/snapshot/telephony-snapshot.service.js';
import { SnapshotChanges } from './snapshot-changes.js';

type Snapshot = Extract<ApiMessage, { type: 'snapshot' }>;

/** What a media process must know to take calls while the api is away. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly endpoints: EndpointsRepository,
    private readonly flows: FlowsRepository,
    private readonly versions: FlowVersionsRepository,
    private readonly library: FlowLibraryService,
    private readonly keys: ApiKeysRepository,
    private readonly telephony: TelephonySnapshotService,
    private readonly changes: SnapshotChanges,
  ) {}

  /** Calls the listener after every change of what `take` tells; there is one listener. */
  onChange(listener: () => Promise<void>): void {
    this.changes.onChange(listener);
  }

  /** Endpoints, latest published flows, keys and the telephone side of all workspaces. */
  async take(): Promise<Snapshot> {
    const [endpoints, flows, keys, telephony] = await Promise.all([
      this.endpoints.listAll(),
      this.versions.listLatest(),
      this.keys.listAll(),
      this.telephony.take(),
    ]);
    const entries = flows.map(entryOf);
    const shelf = await this.library.shelfFor(entries, flows);
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
          ...(row.webhookUrl === null ? {} : { webhookUrl: row.webhookUrl }),
          ...protocolOf(row),
        }),
      ),
      flows: entries.map((entry) => withSubflows(entry, shelf.closureOf(entry))),
      keys: keys.map(
        (row): KeyEntry => ({
          keyHash: row.keyHash,
          workspaceId: workspaceId.parse(row.workspaceId),
          scopes: scopesOf(row.scopes),
        }),
      ),
      telephony,
    };
  }

  /** A flow for one call: its latest version, or its draft, which is kept as it stands so that the call can show it. */
  async fetchFlow(workspace: WorkspaceId, id: FlowId, isDraft: boolean): Promise<FlowEntry | null> {
    if (isDraft) return this.#fetchDraft(workspace, id);
    const [published] = await this.versions.listLatest([id]);
    if (published?.workspaceId !== workspace) return null;
    const entry = entryOf(published);
    return withSubflows(entry, await this.library.calledBy(workspace, entry.flow));
  }

  async #fetchDraft(workspace: WorkspaceId, id: FlowId): Promise<FlowEntry | null> {
    const row = await this.flows.find(workspace, id);
    if (!row) return null;
    const document = documentOf(row.draft);
    await this.versions.keepSnapshot(workspace, id, row.draftRevision, document);
    const { name, draftRevision } = row;
    const ref = { flowId: id, version: null, draftRevision };
    const called = await this.library.calledBy(workspace, document.flow);
    return withSubflows({ ref, workspaceId: workspace, name, flow: document.flow }, called);
  }
}

const entryOf = (row: PublishedFlow): FlowEntry => ({
  ref: { flowId: flowId.parse(row.flowId), version: row.number, draftRevision: null },
  workspaceId: workspaceId.parse(row.workspaceId),
  name: row.flow.name,
  flow: documentOf(row.document).flow,
});

const withSubflows = (entry: FlowEntry, called: readonly CalledFlow[]): FlowEntry => {
  if (called.length === 0) return entry;
  const subflows = versionsOf(called);
  return { ...entry, ref: { ...entry.ref, ...(subflows && { subflows }) }, subflows: subflowEntriesOf(called) };
};

/** What is stored and not understood (an older or newer api has written it) is left out. */
const protocolOf = (row: EndpointRow): Pick<EndpointEntry, 'protocol' | 'application'> => {
  const protocol = protocolName.safeParse(row.protocol).data;
  const application = endpointApplication.safeParse(row.application).data;
  return { ...(protocol && { protocol }), ...(application && { application }) };
};
