import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/permissions.js';
import { Log } from '../platform/log.js';

/** What was done, and to what. `fields` are names of what was changed; what they were set to is never told. */
export type AuditedChange = {
  readonly what: 'trunk' | 'number' | 'sipUser' | 'sipPassword' | 'dialPolicy';
  readonly how: 'made' | 'changed' | 'deleted';
  readonly id?: string;
  readonly fields?: readonly string[];
};

/** One line in the log for each change by which calls could cost money or go astray. */
@Injectable()
export class AuditLog {
  constructor(private readonly log: Log) {}

  /** Names the person or key by id: names and addresses of people are not for the log. */
  note(by: Principal, change: AuditedChange): void {
    const who = by.kind === 'user' ? { userId: by.userId } : { keyId: by.keyId };
    this.log.info({ workspaceId: by.workspaceId, ...who, ...change }, 'the telephone side was changed');
  }
}
