import { parentPort, workerData } from 'node:worker_threads';
import { type ConversionJob, convertRecording } from './convert-recording.js';

// One conversion: its job comes with the thread, which ends with it. What it throws ends the thread, too.
const job: ConversionJob = workerData;
const result = await convertRecording(job, (percent) => parentPort?.postMessage({ percent }));
parentPort?.postMessage({ result });
