import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Makes fresh ids and secrets; a test may hand in its own. */
@Injectable()
export class Ids {
  /** A random UUID. */
  newId(): string {
    return randomUUID();
  }

  /** Letters and digits that nobody can guess. */
  newSecret(byteCount: number): string {
    return randomBytes(byteCount).toString('hex');
  }
}
