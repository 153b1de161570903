import type { CheckOptions, FlowProof } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';
import { proofOf } from '../flow-facts.js';

/** A flow to be proved, and what is known besides it. */
export type ProofJob = { readonly document: FlowDocument; readonly known: CheckOptions };

/** What the calls of a flow can come to. May take seconds. */
export const prove = ({ document, known }: ProofJob): FlowProof => proofOf(document, known);
