import { formatFlowFile, parseFlowFile } from '@callwright/flow-engine';
import type {
  FlowEdition,
  FlowId,
  FlowResource,
  ImportDraft,
  ImportFlow,
  SavedDraft,
  WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { FlowFileError } from '../../platform/http/errors.js';
import { FlowEditionsService } from '../flow-editions.service.js';
import { FlowsService } from '../flows.service.js';
import { type FlowFileFormat, fileNameOf, idFromFileName } from './file-name.js';

/** A flow as a file. */
export type ExportedFlow = { readonly fileName: string; readonly text: string };

/** Flows as the files that are kept beside their tests. */
@Injectable()
export class FlowFilesService {
  constructor(
    private readonly editions: FlowEditionsService,
    private readonly flows: FlowsService,
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

  /** Makes a flow of a file. @throws FlowFileError `flow.badFile` */
  async importFlow(workspace: WorkspaceId, { text, fileName, name }: ImportFlow): Promise<FlowResource> {
    const file = readFile(text, fileName);
    return this.flows.create(workspace, { name: name ?? file.name, document: file.document });
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
    const { document } = readFile(text, fileName);
    return this.flows.saveDraft(workspace, id, { revision, document });
  }
}

const readFile = (text: string, fileName: string | undefined) => {
  const read = parseFlowFile(text, idFromFileName(fileName ?? ''));
  if (!read.ok) throw new FlowFileError(read.problems);
  return read.file;
};
