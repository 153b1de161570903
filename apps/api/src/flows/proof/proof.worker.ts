import { parentPort } from 'node:worker_threads';
import { toAppError } from '@callwright/protocol';
import { proofOf } from '../flow-facts.js';
import type { ProofReply, ProofRequest } from './proof-messages.js';

const answerTo = ({ id, document, known }: ProofRequest): ProofReply => {
  try {
    return { id, ok: true, proof: proofOf(document, known) };
  } catch (error) {
    return { id, ok: false, message: toAppError(error).message };
  }
};

parentPort?.on('message', (request: ProofRequest) => parentPort?.postMessage(answerTo(request)));
