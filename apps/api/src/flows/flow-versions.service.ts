import { isPublishable } from '@callwright/flow-engine';
import {
  type FlowCheck,
  type FlowDocument,
  type FlowEdition,
  type FlowId,
  type FlowProblem,
  type FlowVersion,
  type FlowVersionDetail,
  type Page,
  type PublishedVersion,
  type PublishFlow,
  type SavedDraft,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import { SnapshotChanges } from '../control/snapshot-changes.js';
import { Clock } from '../platform/clock.js';
import { FlowInvalidError, notFound } from '../platform/http/errors.js';
import { CallersService } from './callers.service.js';
import { FlowEditionsService } from './flow-editions.service.js';
import { factsOf } from './flow-facts.js';
import { FlowLibraryService } from './flow-library.service.js';
import { documentOf, versionDetailOf, versionOf } from './flow-resources.js';
import { FlowVersionsRepository } from './flow-versions.repository.js';
import { FlowsRepository } from './flows.repository.js';
import { FlowsService, staleDraft } from './flows.service.js';

/** Publishing, and what was published. */
@Injectable()
export class FlowVersionsService {
  constructor(
    private readonly flows: FlowsRepository,
    private readonly drafts: FlowsService,
    private readonly versions: FlowVersionsRepository,
    private readonly editions: FlowEditionsService,
    private readonly library: FlowLibraryService,
    private readonly callers: CallersService,
    private readonly changes: SnapshotChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the draft the next version; new calls run it from now on. What is wrong by that with flows
   * that call it is told as warnings.
   * @throws AppError `flow.notFound`, `flow.staleDraft`, or `flow.invalid` with the problems
   */
  async publish(by: Principal, flowId: FlowId, { revision, note }: PublishFlow): Promise<PublishedVersion> {
    const { document, problems } = await this.#readDraft(by.workspaceId, flowId, revision);
    if (!isPublishable(problems)) throw new FlowInvalidError(problems);
    const before = await this.callers.problemsOfCallers(by.workspaceId, flowId);
    const published = await this.versions.publish({
      workspaceId: by.workspaceId,
      flowId,
      revision,
      document,
      facts: factsOf(document, problems),
      note: note ?? '',
      publishedBy: by.name,
      at: this.clock.now(),
    });
    if (!published) throw staleDraft();
    await this.changes.announce();
    const after = await this.callers.problemsOfCallers(by.workspaceId, flowId);
    const fresh = [...after].filter(([key]) => !before.has(key)).map(([, problem]) => problem);
    return { ...versionOf(published), problems: [...problems, ...fresh] };
  }

  /** What the calls of the draft or of a version can come to, with the flows it calls as they are now. @throws AppError `flow.notFound` */
  async check(workspace: WorkspaceId, flowId: FlowId, edition: FlowEdition): Promise<FlowCheck> {
    const { document, ref } = await this.editions.find(workspace, flowId, edition);
    const { problems, states, decided } = await this.library.prove(workspace, document, flowId);
    return {
      version: ref.version,
      draftRevision: ref.draftRevision,
      isPublishable: isPublishable(problems),
      problems: [...problems],
      stateCount: states,
      isDecided: decided,
    };
  }

  /** Newest first. @throws AppError `flow.notFound` */
  async list(
    workspace: WorkspaceId,
    flowId: FlowId,
    limit: number,
    before: number | undefined,
  ): Promise<Page<FlowVersion>> {
    await this.#assertFlow(workspace, flowId);
    const rows = await this.versions.list(workspace, flowId, limit + 1, before);
    const items = rows.slice(0, limit).map(versionOf);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? String(last.version) : null };
  }

  /** @throws AppError `flow.notFound` when there is no such flow or version */
  async get(workspace: WorkspaceId, flowId: FlowId, version: number): Promise<FlowVersionDetail> {
    await this.#assertFlow(workspace, flowId);
    const row = await this.versions.find(workspace, flowId, version);
    if (!row) throw notFound('version', 'flow.notFound');
    return versionDetailOf(row);
  }

  /** Writes an old version over the draft; nothing is published by that. @throws AppError `flow.notFound` */
  async restore(workspace: WorkspaceId, flowId: FlowId, version: number): Promise<SavedDraft> {
    const { document } = await this.get(workspace, flowId, version);
    const flow = await this.flows.find(workspace, flowId);
    if (!flow) throw notFound('flow', 'flow.notFound');
    return this.drafts.saveDraft(workspace, flowId, { revision: flow.draftRevision, document });
  }

  async #readDraft(
    workspace: WorkspaceId,
    flowId: FlowId,
    revision: number,
  ): Promise<{ document: FlowDocument; problems: readonly FlowProblem[] }> {
    const flow = await this.flows.find(workspace, flowId);
    if (!flow) throw notFound('flow', 'flow.notFound');
    if (flow.draftRevision !== revision) throw staleDraft();
    const document = documentOf(flow.draft);
    return { document, problems: await this.library.problemsOf(workspace, document, flowId) };
  }

  async #assertFlow(workspace: WorkspaceId, flowId: FlowId): Promise<void> {
    if (!(await this.flows.find(workspace, flowId))) throw notFound('flow', 'flow.notFound');
  }
}
