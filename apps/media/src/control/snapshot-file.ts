import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type ApiMessage, apiMessageSchema } from '@callwright/protocol';
import type { Log } from '../platform/logging.js';

/** Everything a media process needs to know of the api's database. */
export type Snapshot = Extract<ApiMessage, { type: 'snapshot' }>;

/** The last snapshot on disk. It holds hashes of keys: only its owner may read it. */
export class SnapshotFile {
  readonly #path: string;
  readonly #log: Log;

  /** @param path its folder must be there */
  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Keeps a snapshot in place of the one before; a disk that refuses is logged, calls go on without. */
  write(snapshot: Snapshot): void {
    try {
      writeFileSync(`${this.#path}.tmp`, JSON.stringify(snapshot), { mode: 0o600 });
      renameSync(`${this.#path}.tmp`, this.#path);
    } catch (error) {
      this.#log.warn({ error: String(error) }, 'snapshot not kept');
    }
  }

  /** The snapshot of an earlier time, or null: there is none, or it is not readable. */
  read(): Snapshot | null {
    try {
      const message = apiMessageSchema.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')));
      return message.success && message.data.type === 'snapshot' ? message.data : null;
    } catch {
      this.#log.debug({}, 'no snapshot yet');
      return null;
    }
  }
}
