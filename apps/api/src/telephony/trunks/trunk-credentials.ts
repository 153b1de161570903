import {
  AppError,
  type SipCredentials,
  type TrunkId,
  type TrunkResource,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { SealedBox } from '../../platform/crypto/sealed-box.js';
import { BadRequestError } from '../../platform/http/errors.js';
import type { SealedCredentials, TrunkRow } from './trunks.repository.js';

/** Which credentials of a trunk. */
export type CredentialsField = 'auth' | 'inboundAuth';
type Whose = { readonly workspaceId: WorkspaceId; readonly id: TrunkId };
type Sent = { readonly username: string; readonly password?: string | undefined } | null | undefined;
type Shown = TrunkResource['auth'];

/** Seals the passwords of trunks, and opens them for media processes. */
@Injectable()
export class TrunkCredentials {
  constructor(private readonly box: SealedBox) {}

  /**
   * What is to be stored of what was sent.
   * @param row the trunk as it is, null when it is new; the password it has stays when none is sent
   * @returns undefined when nothing was sent, and everything stays
   * @throws BadRequestError when no password is sent and there is none
   */
  seal(whose: Whose, field: CredentialsField, sent: Sent, row: TrunkRow | null): SealedCredentials | undefined {
    if (sent === undefined) return undefined;
    if (sent === null) return { username: null, password: null };
    const { username, password } = sent;
    if (password !== undefined) return { username, password: this.box.seal(password, placeOf(whose, field)) };
    if (!row || this.#open(whose, field, storedOf(row, field)) === null) {
      throw new BadRequestError({ [`${field}.password`]: ['is needed: none is kept'] });
    }
    return { username, password: storedOf(row, field).password };
  }

  /** Without the password, and whether there is one that still opens. */
  show(whose: Whose, field: CredentialsField, row: TrunkRow): Shown {
    const stored = storedOf(row, field);
    if (stored.username === null) return null;
    return { username: stored.username, hasPassword: this.#open(whose, field, stored) !== null };
  }

  /**
   * With the password, for a media process.
   * @returns null when there are none, `lost` when they do not open any more
   */
  open(whose: Whose, field: CredentialsField, row: TrunkRow): SipCredentials | null | 'lost' {
    const stored = storedOf(row, field);
    if (stored.username === null) return null;
    const password = this.#open(whose, field, stored);
    return password === null ? 'lost' : { username: stored.username, password };
  }

  #open(whose: Whose, field: CredentialsField, { password }: SealedCredentials): string | null {
    if (password === null) return null;
    try {
      return this.box.open(password, placeOf(whose, field));
    } catch (error) {
      // The encryption key is another one than it was sealed with: somebody has to set the password again.
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

const placeOf = ({ workspaceId, id }: Whose, field: CredentialsField): string => `${workspaceId}/trunk/${id}/${field}`;

const storedOf = (row: TrunkRow, field: CredentialsField): SealedCredentials =>
  field === 'auth'
    ? { username: row.authUsername, password: row.authPassword }
    : { username: row.inboundUsername, password: row.inboundPassword };
