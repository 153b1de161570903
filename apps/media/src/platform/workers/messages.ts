import type { ErrorCode } from '@callwright/protocol';

/** Pool -> worker: one job at a time. */
export type JobMessage<Input> = { readonly id: number; readonly input: Input };

/** Worker -> pool: exactly one for each job. */
export type JobReply<Output> =
  | { readonly id: number; readonly ok: true; readonly output: Output }
  | { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** Worker -> pool: a piece of an answer that is still being made; any number before the {@link JobReply}. */
export type JobPart<Output> = { readonly id: number; readonly part: Output };
