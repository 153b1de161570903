import {
  API_KEY_PREFIX,
  type ApiKeyResource,
  type CreateApiKey,
  type Page,
  type Scope,
  scope,
  type WorkspaceId,
  workspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { SnapshotChanges } from '../control/snapshot-changes.js';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { sha256Hex } from '../platform/crypto/keys.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { Ids } from '../platform/ids.js';
import { ApiKeysRepository, type StoredKey } from './api-keys.repository.js';
import type { Principal } from './permissions.js';

const ID_BYTES = 6;
// 256 bits of chance: a plain SHA-256 is enough for what nobody can guess.
const SECRET_BYTES = 32;

/** Keys of integrations: `cwk_<id>_<secret>`, shown once and kept as a hash. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly changes: SnapshotChanges,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Makes a key; the answer is the only place where it can ever be read. */
  async create(workspace: WorkspaceId, { name, scopes }: CreateApiKey): Promise<ApiKeyResource & { key: string }> {
    const id = this.ids.newSecret(ID_BYTES);
    const prefix = `${API_KEY_PREFIX}_${id}`;
    const key = `${prefix}_${this.ids.newSecret(SECRET_BYTES)}`;
    const row = { id, workspaceId: workspace, name, prefix, keyHash: sha256Hex(key), scopes: [...new Set(scopes)] };
    const stored = await this.keys.insert({ ...row, createdAt: this.clock.now() });
    await this.changes.announce();
    return { ...resourceOf(stored), key };
  }

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<ApiKeyResource>> {
    const rows = await this.keys.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), resourceOf);
  }

  /** @throws AppError `api.notFound` */
  async revoke(workspace: WorkspaceId, id: string): Promise<void> {
    if (!(await this.keys.revoke(workspace, id, this.clock.now()))) throw notFound('key');
    await this.changes.announce();
  }

  /** Who bears this key; null when it is none of ours, or revoked. */
  async whoIs(key: string): Promise<Principal | null> {
    if (!key.startsWith(`${API_KEY_PREFIX}_`)) return null;
    const stored = await this.keys.findByHash(sha256Hex(key));
    return (
      stored && {
        kind: 'key',
        keyId: stored.id,
        name: stored.name,
        scopes: scopesOf(stored.scopes),
        workspaceId: workspaceId.parse(stored.workspaceId),
      }
    );
  }
}

/** Stored scopes; those of an older version that mean nothing today grant nothing. */
export const scopesOf = (stored: readonly string[]): Scope[] =>
  stored.flatMap((text) => {
    const known = scope.safeParse(text);
    return known.success ? [known.data] : [];
  });

const resourceOf = ({ id, name, prefix, scopes, createdAt }: StoredKey): ApiKeyResource => ({
  id,
  name,
  prefix,
  scopes: scopesOf(scopes),
  createdAt: isoOf(createdAt),
});
