import {
  AppError,
  type CreateNumber,
  type NumberResource,
  type Page,
  type UpdateNumber,
  type WorkspaceId,
} from '@callwright/protocol';
import { parseNumberPattern } from '@callwright/sip';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { SnapshotChanges } from '../../control/snapshot-changes.js';
import { EndpointsRepository } from '../../endpoints/endpoints.repository.js';
import { Clock } from '../../platform/clock.js';
import { BadRequestError, notFound } from '../../platform/http/errors.js';
import { Ids } from '../../platform/ids.js';
import { SerialByKey } from '../../platform/serial-by-key.js';
import { AuditLog } from '../audit-log.js';
import { DialPolicyRepository } from '../dial-policy/dial-policy.repository.js';
import { TrunksRepository } from '../trunks/trunks.repository.js';
import { byPrecedence } from './number-order.js';
import { numberResourceOf } from './number-resource.js';
import { type NumberChange, type NumberRow, NumbersRepository } from './numbers.repository.js';

/** Numbers, and the endpoint that each leads to. */
@Injectable()
export class NumbersService {
  // What a change does not name stays as it is, also when somebody else changes that at the same time.
  readonly #turns = new SerialByKey();

  constructor(
    private readonly numbers: NumbersRepository,
    private readonly trunks: TrunksRepository,
    private readonly endpoints: EndpointsRepository,
    private readonly policies: DialPolicyRepository,
    private readonly changes: SnapshotChanges,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** All of them, in the order in which they are tried. */
  async list(workspace: WorkspaceId): Promise<Page<NumberResource>> {
    const rows = await this.numbers.list(workspace);
    return { items: rows.sort(byPrecedence).map(numberResourceOf), nextCursor: null };
  }

  /**
   * @throws BadRequestError for what is no pattern, AppError `api.notFound` without such a trunk or endpoint, `api.conflict`
   * when the pattern leads somewhere already
   */
  async create(by: Principal, sent: CreateNumber): Promise<NumberResource> {
    const number = await this.#checked(by.workspaceId, sent);
    const id = this.ids.newId();
    const row = taken(await this.numbers.insert(by.workspaceId, id, number, this.clock.now()), number.pattern);
    this.audit.note(by, { what: 'number', how: 'made', id });
    await this.changes.announce();
    return numberResourceOf(row);
  }

  /** @throws AppError `api.notFound`; else as {@link create} */
  update(by: Principal, id: string, sent: UpdateNumber): Promise<NumberResource> {
    return this.#turns.run(id, () => this.#update(by, id, sent));
  }

  /** @throws AppError `api.notFound` */
  async remove(by: Principal, id: string): Promise<void> {
    if (!(await this.numbers.remove(by.workspaceId, id))) throw notFound('number');
    this.audit.note(by, { what: 'number', how: 'deleted', id });
    await this.changes.announce();
  }

  async #update(by: Principal, id: string, sent: UpdateNumber): Promise<NumberResource> {
    const before = await this.numbers.find(by.workspaceId, id);
    if (!before) throw notFound('number');
    const { pattern, trunkId, endpointId, fallback } = numberResourceOf(before);
    const number = await this.#checked(by.workspaceId, { pattern, trunkId, endpointId, fallback, ...sent });
    const row = taken(await this.numbers.update(by.workspaceId, id, number, this.clock.now()), number.pattern);
    this.audit.note(by, { what: 'number', how: 'changed', id, fields: Object.keys(sent) });
    await this.changes.announce();
    return numberResourceOf(row);
  }

  async #checked(workspace: WorkspaceId, number: NumberChange): Promise<NumberChange> {
    const { policy } = await this.policies.find(workspace);
    const pattern = parseNumberPattern(number.pattern, policy.homeCountry);
    if (pattern === undefined) {
      throw new BadRequestError({ pattern: ['must be a number or a name, and may have one * at its end'] });
    }
    if (number.trunkId !== null && !(await this.trunks.find(workspace, number.trunkId))) throw notFound('trunk');
    if (number.endpointId !== null && !(await this.endpoints.find(workspace, number.endpointId))) {
      throw notFound('endpoint', 'call.unknownEndpoint');
    }
    return { ...number, pattern };
  }
}

const taken = (row: NumberRow | null, pattern: string): NumberRow => {
  if (row) return row;
  throw new AppError('api.conflict', `${pattern} leads somewhere already on this trunk. Change that number instead.`);
};
