import {
  type SipUserEntry,
  sipUserId,
  type Telephony,
  type TrunkEntry,
  trunkId,
  workspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Log } from '../../platform/log.js';
import { DialPolicyRepository } from '../dial-policy/dial-policy.repository.js';
import { byPrecedence } from '../numbers/number-order.js';
import { numberEntryOf } from '../numbers/number-resource.js';
import { NumbersRepository } from '../numbers/numbers.repository.js';
import { SipPasswords } from '../sip-users/sip-passwords.js';
import { type SipUserRow, SipUsersRepository } from '../sip-users/sip-users.repository.js';
import { TelephonyStates } from '../state/telephony-states.js';
import { TrunkCredentials } from '../trunks/trunk-credentials.js';
import { settingsOf } from '../trunks/trunk-resource.js';
import { type TrunkRow, TrunksRepository } from '../trunks/trunks.repository.js';

/** What a media process must know of the telephone side: the only place that opens its passwords. */
@Injectable()
export class TelephonySnapshotService {
  constructor(
    private readonly trunks: TrunksRepository,
    private readonly numbers: NumbersRepository,
    private readonly users: SipUsersRepository,
    private readonly policies: DialPolicyRepository,
    private readonly credentials: TrunkCredentials,
    private readonly passwords: SipPasswords,
    private readonly states: TelephonyStates,
    private readonly log: Log,
  ) {}

  /** All of it, of all workspaces. Trunks are in the order of their names, numbers in the order in which they are tried. */
  async take(): Promise<Telephony> {
    const [trunks, numbers, users, policies] = await Promise.all([
      this.trunks.listAll(),
      this.numbers.listAll(),
      this.users.listAll(),
      this.policies.listAll(),
    ]);
    this.states.know(new Map([...trunks, ...users].map((row) => [row.id, workspaceId.parse(row.workspaceId)])));
    return {
      trunks: trunks.map((row) => this.#trunkOf(row)),
      numbers: numbers.sort(byPrecedence).map(numberEntryOf),
      users: users.flatMap((row) => this.#userOf(row)),
      policies,
    };
  }

  #trunkOf(row: TrunkRow): TrunkEntry {
    const whose = { id: trunkId.parse(row.id), workspaceId: workspaceId.parse(row.workspaceId) };
    const auth = this.credentials.open(whose, 'auth', row);
    const inboundAuth = this.credentials.open(whose, 'inboundAuth', row);
    const isLost = auth === 'lost' || inboundAuth === 'lost';
    if (isLost) this.log.warn(whose, 'the password of a trunk does not open: it is off until one is set');
    const settings = settingsOf(row);
    return {
      ...settings,
      ...whose,
      isEnabled: settings.isEnabled && !isLost,
      auth: auth === 'lost' ? null : auth,
      inboundAuth: inboundAuth === 'lost' ? null : inboundAuth,
    };
  }

  #userOf(row: SipUserRow): SipUserEntry[] {
    const hashes = this.passwords.open(row);
    const whose = { id: sipUserId.parse(row.id), workspaceId: workspaceId.parse(row.workspaceId) };
    if (!hashes) {
      this.log.warn(whose, 'a telephone user is left out until a password is set for this realm');
      return [];
    }
    const { username, displayName, callerId, mayDialOut, isEnabled } = row;
    return [
      { ...whose, username, displayName, mayDialOut, isEnabled, ...hashes, ...(callerId !== null && { callerId }) },
    ];
  }
}
