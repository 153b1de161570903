import {
  AppError,
  type CreateSipUser,
  type Page,
  type SetSipPassword,
  type SipUserId,
  type SipUserResource,
  sipUserId,
  type UpdateSipUser,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { SnapshotChanges } from '../../control/snapshot-changes.js';
import { isoOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { notFound } from '../../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../../platform/http/paging.js';
import { Ids } from '../../platform/ids.js';
import { AuditLog } from '../audit-log.js';
import { TelephonyStates } from '../state/telephony-states.js';
import { placeOfUser, SipPasswords } from './sip-passwords.js';
import { type SipUserRow, SipUsersRepository } from './sip-users.repository.js';

/** People who may register desk phones and softphones. */
@Injectable()
export class SipUsersService {
  constructor(
    private readonly users: SipUsersRepository,
    private readonly passwords: SipPasswords,
    private readonly states: TelephonyStates,
    private readonly changes: SnapshotChanges,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<SipUserResource>> {
    const rows = await this.users.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(
      rows,
      limit,
      (row) => ({ at: row.createdAt, id: row.id }),
      (row) => this.#resource(row),
    );
  }

  /** With the password, this once. @throws AppError `api.conflict` when the name is taken, in any workspace */
  async create(
    by: Principal,
    { password = this.passwords.makeUp(), ...user }: CreateSipUser,
  ): Promise<SipUserResource> {
    const { workspaceId } = by;
    const id = sipUserId.parse(this.ids.newId());
    const kept = this.passwords.seal(placeOfUser({ id, workspaceId }), user.username, password);
    const row = await this.users.insert({ ...user, ...kept, id, workspaceId }, this.clock.now());
    if (!row) throw new AppError('api.conflict', `Somebody is called ${user.username} already.`);
    this.audit.note(by, { what: 'sipUser', how: 'made', id });
    await this.changes.announce();
    return { ...this.#resource(row), password };
  }

  /** @throws AppError `api.notFound` */
  async update(by: Principal, id: SipUserId, change: UpdateSipUser): Promise<SipUserResource> {
    await this.#find(by.workspaceId, id);
    const row = await this.users.update(by.workspaceId, id, change, this.clock.now());
    this.audit.note(by, { what: 'sipUser', how: 'changed', id, fields: Object.keys(change) });
    await this.changes.announce();
    return this.#resource(row);
  }

  /** With the password, this once. @throws AppError `api.notFound` */
  async setPassword(
    by: Principal,
    id: SipUserId,
    { password = this.passwords.makeUp() }: SetSipPassword,
  ): Promise<SipUserResource> {
    const user = await this.#find(by.workspaceId, id);
    const kept = this.passwords.seal(placeOfUser(user), user.username, password);
    const row = await this.users.update(by.workspaceId, id, kept, this.clock.now());
    this.audit.note(by, { what: 'sipPassword', how: 'changed', id });
    await this.changes.announce();
    return { ...this.#resource(row), password };
  }

  /** @throws AppError `api.notFound` */
  async remove(by: Principal, id: SipUserId): Promise<void> {
    if (!(await this.users.remove(by.workspaceId, id))) throw notFound('user');
    this.audit.note(by, { what: 'sipUser', how: 'deleted', id });
    await this.changes.announce();
  }

  async #find(workspace: WorkspaceId, id: SipUserId): Promise<SipUserRow> {
    const row = await this.users.find(workspace, id);
    if (!row) throw notFound('user');
    return row;
  }

  #resource(row: SipUserRow): SipUserResource {
    const id = sipUserId.parse(row.id);
    return {
      id,
      username: row.username,
      displayName: row.displayName,
      realm: this.passwords.realm,
      callerId: row.callerId,
      mayDialOut: row.mayDialOut,
      isEnabled: row.isEnabled,
      needsPassword: this.passwords.open(row) === null,
      createdAt: isoOf(row.createdAt),
      phones: this.states.phonesOf(id),
    };
  }
}
