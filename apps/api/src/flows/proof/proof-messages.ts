import type { CheckOptions, FlowProof } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';

/** A flow to be proved, and what is known besides it. */
export type ProofJob = { readonly document: FlowDocument; readonly known: CheckOptions };
/** What the thread is sent. */
export type ProofRequest = ProofJob & { readonly id: number };
/** What it answers, once for each request and in their order. */
export type ProofReply =
  | { readonly id: number; readonly ok: true; readonly proof: FlowProof }
  | { readonly id: number; readonly ok: false; readonly message: string };
