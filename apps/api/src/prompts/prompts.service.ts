import { AudioError, parseWavHeader } from '@callwright/audio';
import { AppError, type Page, type PromptResource, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { Ids } from '../platform/ids.js';
import { type PromptRow, PromptsRepository } from './prompts.repository.js';

/** Recordings that people upload and flows play as `prompt:<id>`. */
@Injectable()
export class PromptsService {
  constructor(
    private readonly prompts: PromptsRepository,
    private readonly folder: DataFolder,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<PromptResource>> {
    const rows = await this.prompts.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), resourceOf);
  }

  /** @throws AppError `media.promptUnreadable` when it is no WAV file we can play */
  async upload(workspaceId: WorkspaceId, name: string, wav: Uint8Array): Promise<PromptResource> {
    const durationMs = durationOf(wav);
    const row = {
      id: this.ids.newId(),
      workspaceId,
      name,
      durationMs,
      sizeBytes: wav.length,
      createdAt: this.clock.now(),
    };
    // The file first: a row without its file would be a prompt that fails in a call.
    await this.folder.write(this.folder.promptPath(row.id), wav);
    return resourceOf(await this.prompts.insert(row));
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

const durationOf = (wav: Uint8Array): number => {
  try {
    const { frameCount, rateHz } = parseWavHeader(wav);
    if (frameCount > 0) return Math.round((frameCount * 1000) / rateHz);
  } catch (cause) {
    if (cause instanceof AudioError) throw new AppError('media.promptUnreadable', cause.message, { cause });
    throw cause;
  }
  throw new AppError('media.promptUnreadable', 'The WAV file is empty.');
};

const resourceOf = ({ id, name, durationMs, sizeBytes, createdAt }: PromptRow): PromptResource => ({
  id,
  name,
  durationMs,
  sizeBytes,
  createdAt: isoOf(createdAt),
});
