import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AppConfig } from '../../platform/config.js';
import { SealedBox } from '../../platform/crypto/sealed-box.js';
import { Ids } from '../../platform/ids.js';
import { type DigestHashes, digestHashesOf } from './digest-hashes.js';
import type { SipUserRow } from './sip-users.repository.js';

const hashes = z.object({ ha1Md5: z.string(), ha1Sha256: z.string() });
// 80 bits: short enough to be keyed into a desk phone.
const MADE_UP_BYTES = 10;

/** Passwords of telephones: kept as sealed hashes, which hold for one name and one realm. */
@Injectable()
export class SipPasswords {
  constructor(
    private readonly config: AppConfig,
    private readonly box: SealedBox,
    private readonly ids: Ids,
  ) {}

  /** What a phone is asked its password for. */
  get realm(): string {
    return this.config.sipRealm;
  }

  /** One that nobody can guess. */
  makeUp(): string {
    return this.ids.newSecret(MADE_UP_BYTES);
  }

  /** @param place which user of which workspace it is of */
  seal(place: string, username: string, password: string): { hashes: Uint8Array<ArrayBuffer>; realm: string } {
    const { realm } = this;
    return { realm, hashes: this.box.seal(JSON.stringify(digestHashesOf(username, realm, password)), place) };
  }

  /** For a media process; null when the password has to be set again: the realm or the encryption key are others now. */
  open(row: Pick<SipUserRow, 'id' | 'workspaceId' | 'realm' | 'hashes'>): DigestHashes | null {
    if (row.realm !== this.realm) return null;
    try {
      return hashes.parse(JSON.parse(this.box.open(row.hashes, placeOfUser(row))));
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

/** Where the hashes of a user are kept, as they are sealed for. */
export const placeOfUser = ({ id, workspaceId }: { readonly id: string; readonly workspaceId: string }): string =>
  `${workspaceId}/sip-user/${id}`;
