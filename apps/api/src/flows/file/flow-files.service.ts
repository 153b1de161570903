import { formatFlowFile } from '@callwright/flow-engine';
import {
  type FlowEdition,
  type FlowId,
  type FlowResource,
  flowId,
  type ImportDraft,
  type ImportFlow,
  type SavedDraft,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { FlowEditionsService } from '../flow-editions.service.js';
import { FlowsService } from '../flows.service.js';
import { type FlowFileFormat, fileNameOf, UNNAMED } from './file-name.js';
import { FlowFileReader } from './flow-file-reader.js';

/** A flow as a file. */
export type ExportedFlow = { readonly fileName: string; readonly text: string };

/** Flows as the files that are kept beside their tests. */
@Injectable()
export class FlowFilesService {
  constructor(
    private readonly editions: FlowEditionsService,
    private readonly flows: FlowsService,
    private readonly reader: FlowFileReader,
  ) {}

  /** @throws AppError `flow.notFound` */
  async exportFlow(
    workspace: WorkspaceId,
    id: FlowId,
    edition: FlowEdition,
    format: FlowFileFormat,
  ): Promise<ExportedFlow> {
    const { name, document } = await this.editions.find(workspace, id, edition);
    return { fileName: fileNameOf(name, format), text: formatFlowFile({ id, name, document }, format) };
  }

  /** Makes a flow of a file, with the id in the file where that is free. @throws FlowFileError `flow.badFile` */
  async importFlow(workspace: WorkspaceId, { text, fileName, name }: ImportFlow): Promise<FlowResource> {
    const file = await this.reader.read(text, fileName, workspace);
    const { id, document } = file;
    const called = name ?? file.name;
    return isCallable(id)
      ? this.flows.createAs(workspace, flowId.parse(id), called, document)
      : this.flows.create(workspace, { name: called, document });
  }

  /**
   * Writes what a file holds over a draft; the flow keeps its name.
   * @throws FlowFileError `flow.badFile`; AppError `flow.notFound`, or `flow.staleDraft` when somebody has saved meanwhile
   */
  async importDraft(
    workspace: WorkspaceId,
    id: FlowId,
    { text, fileName, revision }: ImportDraft,
  ): Promise<SavedDraft> {
    const { document } = await this.reader.read(text, fileName, workspace);
    return this.flows.saveDraft(workspace, id, { revision, document });
  }
}

// What others can call it by, in an address too; `@` would be taken for a version. A text without a name has none.
const isCallable = (id: string): boolean => /^[a-z0-9][a-z0-9_-]*$/i.test(id) && id !== UNNAMED;
