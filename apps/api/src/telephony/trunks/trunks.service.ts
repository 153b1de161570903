import {
  AppError,
  type CreateTrunk,
  type Page,
  type TrunkId,
  type TrunkReportResource,
  type TrunkResource,
  type TrunkSettings,
  trunkId,
  trunkSettings,
  type UpdateTrunk,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { MediaRequests } from '../../control/media-requests.js';
import { SnapshotChanges } from '../../control/snapshot-changes.js';
import { dateOf, isoOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { notFound } from '../../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../../platform/http/paging.js';
import { Ids } from '../../platform/ids.js';
import { SerialByKey } from '../../platform/serial-by-key.js';
import { AuditLog } from '../audit-log.js';
import { TelephonyStates } from '../state/telephony-states.js';
import { checkTrunk } from './check-trunk.js';
import { TrunkCredentials } from './trunk-credentials.js';
import { settingsOf, trunkResourceOf } from './trunk-resource.js';
import { type TrunkRow, TrunksRepository } from './trunks.repository.js';

/** Carriers and PBXs that calls go to and come from. */
@Injectable()
export class TrunksService {
  // What a change does not name stays as it is, also when somebody else changes that at the same time.
  readonly #turns = new SerialByKey();

  constructor(
    private readonly trunks: TrunksRepository,
    private readonly credentials: TrunkCredentials,
    private readonly states: TelephonyStates,
    private readonly changes: SnapshotChanges,
    private readonly requests: MediaRequests,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(workspace: WorkspaceId, { limit, cursor }: PageQuery): Promise<Page<TrunkResource>> {
    const rows = await this.trunks.list(workspace, limit + 1, placeOf(cursor));
    return pageOf(
      rows,
      limit,
      (row) => ({ at: row.createdAt, id: row.id }),
      (row) => this.#resource(workspace, row),
    );
  }

  /** @throws AppError `api.notFound` */
  async get(workspace: WorkspaceId, id: TrunkId): Promise<TrunkResource> {
    return this.#resource(workspace, await this.#find(workspace, id));
  }

  /** @throws BadRequestError for settings that make no sense, AppError `api.conflict` when the name is taken */
  async create(by: Principal, { auth, inboundAuth, ...sent }: CreateTrunk): Promise<TrunkResource> {
    const settings = checked(sent);
    const { workspaceId } = by;
    const whose = { workspaceId, id: trunkId.parse(this.ids.newId()) };
    const trunk = {
      settings,
      auth: this.credentials.seal(whose, 'auth', auth, null),
      inboundAuth: this.credentials.seal(whose, 'inboundAuth', inboundAuth, null),
    };
    const row = taken(await this.trunks.insert(workspaceId, whose.id, trunk, this.clock.now()), settings.name);
    this.audit.note(by, { what: 'trunk', how: 'made', id: row.id });
    return this.#announced(workspaceId, row);
  }

  /** @throws AppError `api.notFound`; else as {@link create} */
  update(by: Principal, id: TrunkId, change: UpdateTrunk): Promise<TrunkResource> {
    return this.#turns.run(id, () => this.#update(by, id, change));
  }

  /** @throws AppError `api.notFound`, or `api.conflict` while numbers lead in by it */
  async remove(by: Principal, id: TrunkId): Promise<void> {
    switch (await this.trunks.remove(by.workspaceId, id)) {
      case 'unknown':
        throw notFound('trunk');
      case 'inUse':
        throw new AppError(
          'api.conflict',
          'Numbers lead in by this trunk. Delete them or give them another trunk first.',
        );
      case 'removed':
        this.audit.note(by, { what: 'trunk', how: 'deleted', id });
        await this.changes.announce();
    }
  }

  /**
   * Has the doctor of a media process look at a trunk.
   * @throws AppError `api.notFound`, `control.unavailable` without a media process, `media.timeout` when it does not answer
   */
  async examine(workspace: WorkspaceId, id: TrunkId): Promise<TrunkReportResource> {
    await this.#find(workspace, id);
    const findings = await this.requests.examineTrunk(id);
    return { trunkId: id, examinedAt: isoOf(dateOf(this.clock.nowMs())), findings };
  }

  async #update(by: Principal, id: TrunkId, { auth, inboundAuth, ...sent }: UpdateTrunk): Promise<TrunkResource> {
    const { workspaceId } = by;
    const before = await this.#find(workspaceId, id);
    const settings = checked({ ...settingsOf(before), ...withoutNulls(sent) });
    const whose = { workspaceId, id };
    const change = {
      settings,
      auth: this.credentials.seal(whose, 'auth', auth, before),
      inboundAuth: this.credentials.seal(whose, 'inboundAuth', inboundAuth, before),
    };
    const row = taken(await this.trunks.update(workspaceId, id, change, this.clock.now()), settings.name);
    const fields = [...Object.keys(sent), ...(auth === undefined ? [] : ['auth'])];
    this.audit.note(by, {
      what: 'trunk',
      how: 'changed',
      id,
      fields: inboundAuth === undefined ? fields : [...fields, 'inboundAuth'],
    });
    return this.#announced(workspaceId, row);
  }

  async #find(workspace: WorkspaceId, id: TrunkId): Promise<TrunkRow> {
    const row = await this.trunks.find(workspace, id);
    if (!row) throw notFound('trunk');
    return row;
  }

  async #announced(workspace: WorkspaceId, row: TrunkRow): Promise<TrunkResource> {
    await this.changes.announce();
    return this.#resource(workspace, row);
  }

  #resource(workspaceId: WorkspaceId, row: TrunkRow): TrunkResource {
    const whose = { workspaceId, id: trunkId.parse(row.id) };
    const auth = this.credentials.show(whose, 'auth', row);
    const inboundAuth = this.credentials.show(whose, 'inboundAuth', row);
    return trunkResourceOf(row, { auth, inboundAuth }, this.states.trunkState(whose.id));
  }
}

// Spaces and brackets are how people write numbers.
const checked = (settings: TrunkSettings): TrunkSettings => {
  const routePrefixes = settings.routePrefixes.map((prefix) => prefix.replaceAll(/[\s()./-]/g, ''));
  const whole = trunkSettings.parse({ ...settings, routePrefixes });
  checkTrunk(whole);
  return whole;
};

// Null takes a setting away.
const withoutNulls = <Change extends object>(change: Change): { [Name in keyof Change]: NonNullable<Change[Name]> } =>
  Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value ?? undefined])) as never;

const taken = (row: TrunkRow | null, name: string): TrunkRow => {
  if (row) return row;
  throw new AppError('api.conflict', `Another trunk is called ${name} already.`);
};
