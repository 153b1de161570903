import { levelDb } from '@callwright/audio';
import type { OnVadDecision, VadOptions, VadProvider, VoiceDetector } from './port.js';
import { SpeechSegments } from './speech-segments.js';

const FRAME_MS = 20;
const LOUD_DB = -40;

/** Takes loud for speech, 20 ms at a time; for tests that need decisions and no model. */
export function createFakeVad(): VadProvider {
  return { name: 'fake', createVad: createDetector, settled: async () => undefined, close: async () => undefined };
}

function createDetector(options: VadOptions): VoiceDetector {
  const frameSampleCount = (options.rateHz * FRAME_MS) / 1000;
  const segments = new SpeechSegments(options);
  let rest = new Int16Array(0);
  let startMs = 0;
  let isClosed = false;
  const judge = (frame: Int16Array, onDecision: OnVadDecision) => {
    const probability = levelDb(frame) > LOUD_DB ? 1 : 0;
    const decision = segments.push({ probability, startMs, endMs: startMs + FRAME_MS });
    startMs += FRAME_MS;
    if (decision) onDecision(decision);
  };
  return {
    process(samples, onDecision) {
      let sound = Int16Array.of(...rest, ...samples);
      for (; sound.length >= frameSampleCount && !isClosed; sound = sound.slice(frameSampleCount)) {
        judge(sound.subarray(0, frameSampleCount), onDecision);
      }
      rest = sound;
    },
    close() {
      isClosed = true;
    },
  };
}
