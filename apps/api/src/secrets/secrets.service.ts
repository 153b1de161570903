import type { Page, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { SealedBox } from '../platform/crypto/sealed-box.js';
import { notFound } from '../platform/http/errors.js';
import { SecretsRepository } from './secrets.repository.js';

/** A secret as the api shows it: everything but the secret. */
export type SecretResource = { readonly name: string; readonly updatedAt: string };

/** Passwords and tokens of other services: written by people, read by our own code only. */
@Injectable()
export class SecretsService {
  constructor(
    private readonly secrets: SecretsRepository,
    private readonly box: SealedBox,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId): Promise<Page<SecretResource>> {
    const rows = await this.secrets.list(workspace);
    return { items: rows.map(({ name, updatedAt }) => ({ name, updatedAt: isoOf(updatedAt) })), nextCursor: null };
  }

  /** Writes a secret, over the one of that name if there is one. */
  put(workspace: WorkspaceId, name: string, value: string): Promise<void> {
    return this.secrets.put(workspace, name, this.box.seal(value, placeOf(workspace, name)), this.clock.now());
  }

  /** The secret itself, for code that uses it. @throws AppError `api.notFound` */
  async open(workspace: WorkspaceId, name: string): Promise<string> {
    const sealed = await this.secrets.find(workspace, name);
    if (!sealed) throw notFound('secret');
    return this.box.open(sealed, placeOf(workspace, name));
  }

  /** @throws AppError `api.notFound` */
  async remove(workspace: WorkspaceId, name: string): Promise<void> {
    if (!(await this.secrets.remove(workspace, name))) throw notFound('secret');
  }
}

const placeOf = (workspace: WorkspaceId, name: string): string => `${workspace}/${name}`;
