import type { FlowDocument, FlowEdition, FlowId, FlowRef, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { notFound } from '../platform/http/errors.js';
import { documentOf } from './flow-resources.js';
import { FlowVersionsRepository } from './flow-versions.repository.js';
import { FlowsRepository } from './flows.repository.js';

/** The text of a flow as it was asked for. */
export type FoundEdition = {
  readonly name: string;
  readonly document: FlowDocument;
  /** One of its two numbers is null: that of the draft or that of the version. */
  readonly ref: Pick<FlowRef, 'flowId' | 'version' | 'draftRevision'>;
};

/** Finds a draft or a published version, whichever is asked for. */
@Injectable()
export class FlowEditionsService {
  constructor(
    private readonly flows: FlowsRepository,
    private readonly versions: FlowVersionsRepository,
  ) {}

  /** @throws AppError `flow.notFound` when there is no such flow or version */
  async find(workspace: WorkspaceId, flowId: FlowId, edition: FlowEdition): Promise<FoundEdition> {
    const flow = await this.flows.find(workspace, flowId);
    if (!flow) throw notFound('flow', 'flow.notFound');
    const { name, draft, draftRevision } = flow;
    if (edition === 'draft') {
      return { name, document: documentOf(draft), ref: { flowId, version: null, draftRevision } };
    }
    const version = await this.versions.find(workspace, flowId, edition);
    if (!version) throw notFound('version', 'flow.notFound');
    return { name, document: documentOf(version.document), ref: { flowId, version: edition, draftRevision: null } };
  }
}
