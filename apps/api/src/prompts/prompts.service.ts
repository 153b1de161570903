import type { Page, PromptResource, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { Ids } from '../platform/ids.js';
import { PromptKeeper } from './keeping/prompt-keeper.js';
import { type PromptRow, PromptsRepository } from './prompts.repository.js';

/** Recordings that people upload and flows play as `prompt:<id>`. */
@Injectable()
export class PromptsService {
  constructor(
    private readonly prompts: PromptsRepository,
    private readonly folder: DataFolder,
    private readonly keeper: PromptKeeper,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<PromptResource>> {
    const rows = await this.prompts.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), resourceOf);
  }

  /**
   * @param bytes a sound file of any format calls can play
   * @throws AppError `media.promptUnreadable` when it is none; `api.tooManyRequests` while too many are read
   */
  async upload(workspaceId: WorkspaceId, name: string, bytes: Uint8Array): Promise<PromptResource> {
    const id = this.ids.newId();
    // The file first: a row without its file would be a prompt that fails in a call.
    const kept = await this.keeper.keep(bytes, this.folder.promptPath(id), workspaceId);
    return resourceOf(await this.prompts.insert({ id, workspaceId, name, ...kept, createdAt: this.clock.now() }));
  }

  /** Path of a prompt's sound. @throws AppError `api.notFound` */
  async soundOf(workspace: WorkspaceId, id: string): Promise<string> {
    const row = await this.prompts.find(workspace, id);
    if (!row) throw notFound('prompt');
    return this.folder.promptPath(row.id);
  }

  /** @throws AppError `api.notFound` */
  async remove(workspace: WorkspaceId, id: string): Promise<void> {
    if (!(await this.prompts.remove(workspace, id))) throw notFound('prompt');
    await this.folder.remove(this.folder.promptPath(id));
  }
}

const resourceOf = ({ id, name, durationMs, sizeBytes, createdAt }: PromptRow): PromptResource => ({
  id,
  name,
  durationMs,
  sizeBytes,
  createdAt: isoOf(createdAt),
});
