import type { MessageResource, Page, UpdateMessage, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { messageOf } from './message-resources.js';
import { type MessageFilter, type MessageRow, MessagesRepository } from './messages.repository.js';

/** What callers left as messages, for those who listen to them. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly messages: MessagesRepository,
    private readonly folder: DataFolder,
    private readonly clock: Clock,
  ) {}

  async list(
    workspace: WorkspaceId,
    filter: MessageFilter,
    { limit, cursor }: PageQuery,
  ): Promise<Page<MessageResource>> {
    const rows = await this.messages.list(workspace, filter, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.startedAt, id: row.id }), messageOf);
  }

  /** @throws AppError `api.notFound` */
  async get(workspace: WorkspaceId, id: string): Promise<MessageResource> {
    return messageOf(await this.#find(workspace, id));
  }

  /** Path of its sound. @throws AppError `api.notFound` */
  async soundOf(workspace: WorkspaceId, id: string): Promise<string> {
    return this.folder.recordingPath((await this.#find(workspace, id)).file);
  }

  /** @throws AppError `api.notFound` */
  async update(workspace: WorkspaceId, id: string, { isRead }: UpdateMessage): Promise<MessageResource> {
    const isThere = await this.messages.setRead(workspace, id, isRead ? this.clock.now() : null);
    if (!isThere) throw notFound('message');
    return this.get(workspace, id);
  }

  /** Deletes a message and its sound. @throws AppError `api.notFound` */
  async remove(workspace: WorkspaceId, id: string): Promise<void> {
    const file = await this.messages.remove(workspace, id);
    if (file === null) throw notFound('message');
    await this.folder.remove(this.folder.recordingPath(file));
  }

  async #find(workspace: WorkspaceId, id: string): Promise<MessageRow> {
    const row = await this.messages.find(workspace, id);
    if (!row) throw notFound('message');
    return row;
  }
}
