import { emptyDocument } from '@callwright/nodes';
import { flowTemplateLibrary } from '@callwright/nodes/template-library';
import {
  AppError,
  type CreateFlow,
  type FlowDocument,
  type FlowId,
  type FlowResource,
  type FlowSummary,
  flowId,
  type Page,
  type SaveDraft,
  type SavedDraft,
  type WorkspaceId,
  workspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { SnapshotChanges } from '../control/snapshot-changes.js';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { Ids } from '../platform/ids.js';
import { keysCalledBy, readFlowKey } from './flow-calls.js';
import { factsOf } from './flow-facts.js';
import { FlowLibraryService } from './flow-library.service.js';
import { documentOf, resourceOf, summaryOf } from './flow-resources.js';
import { type DraftChange, FlowsRepository, type FlowWithDraft, type NamingFlow } from './flows.repository.js';

const MAX_NAME = 120;
/** Callers told by name. */
const MAX_NAMED = 5;

/** Flows and their drafts. */
@Injectable()
export class FlowsService {
  constructor(
    private readonly flows: FlowsRepository,
    private readonly library: FlowLibraryService,
    private readonly changes: SnapshotChanges,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<FlowSummary>> {
    const rows = await this.flows.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.updatedAt, id: row.id }), summaryOf);
  }

  /** @throws AppError `flow.notFound` */
  async get(workspace: WorkspaceId, id: FlowId): Promise<FlowResource> {
    return this.#resource(await this.#find(workspace, id));
  }

  /** @throws AppError `api.notFound` when there is no such template */
  async create(workspace: WorkspaceId, { name, template, document }: CreateFlow): Promise<FlowResource> {
    return this.#insert(workspace, this.#newId(), name, document ?? documentFrom(template));
  }

  /** Makes a flow that has the id it wants, by which others may call it already; another one if that was ever taken. */
  async createAs(workspace: WorkspaceId, wanted: FlowId, name: string, document: FlowDocument): Promise<FlowResource> {
    const id = (await this.flows.isIdFree(wanted)) ? wanted : this.#newId();
    return this.#insert(workspace, id, name, document);
  }

  /** @throws AppError `flow.notFound` */
  async duplicate(workspace: WorkspaceId, id: FlowId): Promise<FlowResource> {
    const original = await this.#find(workspace, id);
    const name = `${original.name} (copy)`.slice(0, MAX_NAME);
    return this.#insert(workspace, this.#newId(), name, documentOf(original.draft));
  }

  /** @throws AppError `flow.notFound`, or `flow.staleDraft` when somebody else has saved meanwhile */
  async saveDraft(workspace: WorkspaceId, id: FlowId, { revision, document }: SaveDraft): Promise<SavedDraft> {
    const problems = await this.library.problemsOf(workspace, document, id);
    const change = { document, facts: factsOf(document, problems), at: this.clock.now() };
    const saved = await this.flows.saveDraft(workspace, id, revision, change);
    if (saved === null) {
      await this.#find(workspace, id);
      throw staleDraft();
    }
    return { revision: saved, updatedAt: isoOf(change.at), problems: [...problems] };
  }

  /** @throws AppError `flow.notFound` */
  async rename(workspace: WorkspaceId, id: FlowId, name: string): Promise<FlowResource> {
    if (!(await this.flows.rename(workspace, id, name, this.clock.now()))) throw notFound('flow', 'flow.notFound');
    await this.changes.announce();
    return this.get(workspace, id);
  }

  /** @throws AppError `flow.notFound`, or `api.conflict` with the flows that call it */
  async remove(workspace: WorkspaceId, id: FlowId): Promise<void> {
    const callers = (await this.flows.listNaming(workspace, id)).filter((row) => callsIt(row, id));
    if (callers.length > 0) throw new AppError('api.conflict', `It is called by ${namesOf(callers)}.`);
    if (!(await this.flows.remove(workspace, id, this.clock.now()))) throw notFound('flow', 'flow.notFound');
    await this.changes.announce();
  }

  #newId(): FlowId {
    return flowId.parse(this.ids.newId());
  }

  async #insert(workspace: WorkspaceId, id: FlowId, name: string, document: FlowDocument): Promise<FlowResource> {
    const problems = await this.library.problemsOf(workspace, document, id);
    const change: DraftChange = { document, facts: factsOf(document, problems), at: this.clock.now() };
    return resourceOf(await this.flows.insert(workspace, id, name, change), problems);
  }

  // What is wrong is worked out afresh: node types and the flows it calls may have changed since it was saved.
  async #resource(row: FlowWithDraft): Promise<FlowResource> {
    const workspace = workspaceId.parse(row.workspaceId);
    return resourceOf(row, await this.library.problemsOf(workspace, documentOf(row.draft), flowId.parse(row.id)));
  }

  async #find(workspace: WorkspaceId, id: FlowId): Promise<FlowWithDraft> {
    const row = await this.flows.find(workspace, id);
    if (!row) throw notFound('flow', 'flow.notFound');
    return row;
  }
}

/** Somebody else's draft is newer. */
export const staleDraft = (): AppError =>
  new AppError('flow.staleDraft', 'The flow was changed elsewhere meanwhile; load it again.');

const callsIt = ({ documents }: NamingFlow, id: FlowId): boolean =>
  documents.some((stored) => keysCalledBy(documentOf(stored).flow).some((key) => readFlowKey(key).flowId === id));

const namesOf = (flows: readonly NamingFlow[]): string => {
  const shown = flows.slice(0, MAX_NAMED).map(({ name }) => `“${name}”`);
  return flows.length > MAX_NAMED ? `${shown.join(', ')} and ${flows.length - MAX_NAMED} more` : shown.join(', ');
};

const documentFrom = (template: string | undefined): FlowDocument => {
  if (template === undefined) return emptyDocument();
  const found = flowTemplateLibrary.find(({ id }) => id === template);
  if (!found) throw notFound('template');
  return found.document;
};
