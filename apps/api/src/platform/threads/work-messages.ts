import type { ErrorCode } from '@callwright/protocol';

/** What a thread is sent. */
export type WorkRequest<Job> = { readonly id: number; readonly job: Job };
/** What it answers, once for each request and in their order. */
export type WorkReply<Result> =
  | { readonly id: number; readonly ok: true; readonly result: Result }
  | { readonly id: number; readonly ok: false; readonly code: ErrorCode; readonly message: string };
