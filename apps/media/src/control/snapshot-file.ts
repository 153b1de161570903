import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type ApiMessage, apiMessageSchema } from '@callwright/protocol';
import type { Log } from '../platform/logging.js';
import { openText, sealText } from './sealed-text.js';

/** Everything a media process needs to know of the api's database. */
export type Snapshot = Extract<ApiMessage, { type: 'snapshot' }>;

/** The last snapshot on disk. It holds passwords of trunks and hashes of keys: it is sealed, and only its owner may read it. */
export class SnapshotFile {
  readonly #path: string;
  readonly #log: Log;

  /** @param path its folder must be there */
  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /**
   * Keeps a snapshot in place of the one before; a disk that refuses is logged, calls go on without.
   * @param secret what opens it again
   */
  write(snapshot: Snapshot, secret: string): void {
    try {
      writeFileSync(`${this.#path}.tmp`, sealText(JSON.stringify(snapshot), secret), { mode: 0o600 });
      renameSync(`${this.#path}.tmp`, this.#path);
    } catch (error) {
      this.#log.warn({ error: String(error) }, 'snapshot not kept');
    }
  }

  /** The snapshot of an earlier time, or null: there is none, or this secret does not open it. */
  read(secret: string): Snapshot | null {
    try {
      const message = apiMessageSchema.safeParse(JSON.parse(openText(readFileSync(this.#path), secret)));
      return message.success && message.data.type === 'snapshot' ? message.data : null;
    } catch {
      this.#log.debug({}, 'no snapshot yet');
      return null;
    }
  }
}
