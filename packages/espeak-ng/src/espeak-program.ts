import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { FromProgram, ToProgram } from './messages.js';

/**
 * The program: takes texts over its IPC channel and answers with speech. The engine has a thread of its own, so that a
 * text can be called off while it is spoken.
 */
const calledOff = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
const worker = new Worker(new URL('./espeak.worker.js', import.meta.url), { workerData: calledOff });
worker.on('message', (message: FromProgram) => void process.send?.(message));
// Without its engine the program is of no use; who started it starts another.
worker.on('exit', () => process.exit(1));

process.on('message', (message: ToProgram) => {
  if ('callOff' in message) Atomics.store(new Int32Array(calledOff), 0, message.callOff);
  else worker.postMessage(message);
});
process.once('disconnect', () => process.exit(0));
