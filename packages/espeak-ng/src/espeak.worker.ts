import { parentPort, workerData } from 'node:worker_threads';
import { EspeakEngine, UnknownVoiceError } from './espeak-engine.js';
import type { FromProgram, SpeakInput } from './messages.js';

/** The thread that speaks: it blocks, and looks between two pieces whether it was called off. */
const port = parentPort;
if (!port) throw new Error('This program belongs in a worker thread');
/** Id of the last text that was called off. */
const calledOff = new Int32Array(workerData as SharedArrayBuffer);
const loading = EspeakEngine.load();
const say = (message: FromProgram): void => port.postMessage(message);

port.on('message', ({ id, input }: { readonly id: number; readonly input: SpeakInput }) => {
  loading
    .then((engine) => {
      engine.speak(input, (part) => {
        if (Atomics.load(calledOff, 0) === id) return true;
        say({ id, part });
        return false;
      });
      say({ id, ok: true, output: { samples: new Int16Array(0), rateHz: 0 } });
    })
    .catch((error: unknown) => {
      const isUnknown = error instanceof UnknownVoiceError;
      const message = error instanceof Error ? error.message : String(error);
      say({ id, ok: false, code: isUnknown ? 'speech.unsupportedLanguage' : 'speech.ttsFailed', message });
    });
});
