import { AppError, type Page, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { SealedBox } from '../platform/crypto/sealed-box.js';
import { notFound } from '../platform/http/errors.js';
import { Log } from '../platform/log.js';
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
    private readonly log: Log,
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

  /**
   * The secret itself, for a call that uses it; who took it is logged, what it is never. Null when there is none, or when
   * it does not open any more.
   */
  async handOut(workspace: WorkspaceId, name: string, processId: string | null): Promise<string | null> {
    const fields = { workspaceId: workspace, secret: name, processId };
    try {
      const value = await this.open(workspace, name);
      this.log.info(fields, 'a secret was handed to a media process');
      return value;
    } catch (error) {
      // While the database is away it cannot be told: the link breaks, and it is asked for again.
      if (!(error instanceof AppError)) throw error;
      this.log.warn({ ...fields, code: error.code }, 'a secret could not be handed to a media process');
      return null;
    }
  }

  /** @throws AppError `api.notFound` */
  async remove(workspace: WorkspaceId, name: string): Promise<void> {
    if (!(await this.secrets.remove(workspace, name))) throw notFound('secret');
  }
}

const placeOf = (workspace: WorkspaceId, name: string): string => `${workspace}/${name}`;
