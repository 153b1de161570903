import type { Json } from '@callwright/protocol';
import type { CodeOutcome } from '@callwright/sandbox';

/** Pool -> worker: code to run. */
export type CodeJob = { readonly source: string; readonly input: Json };

/** Worker -> pool: `ready` once, before the first outcome. */
export type CodeReply = CodeOutcome | 'ready';
