import createModule from '@echogarden/fvad-wasm/fvad.js';
import type { OnVadDecision, VadOptions, VadProvider, VoiceDetector } from '../port.js';
import { SpeechSegments } from '../speech-segments.js';

type Fvad = Awaited<ReturnType<typeof createModule>>;

const FRAME_MS = 20;
const MAX_FRAME_SAMPLES = 320;
const BYTES_PER_SAMPLE = 2;
/** 0 takes most for speech, 3 least. 3 still hears all of the test voices and is the least taken in by noise. */
const MODE = 3;
/** Frames whose share of voiced ones is the probability: the engine itself only says yes or no. */
const WINDOW_FRAMES = 5;

/** The voice detector of WebRTC: a hundredth of Silero's cost, and more easily taken in by noise. */
export async function createWebrtcVad(): Promise<VadProvider> {
  const fvad = await createModule();
  // One buffer serves all calls: a frame is copied in and judged at once.
  const buffer = fvad._malloc(MAX_FRAME_SAMPLES * BYTES_PER_SAMPLE);
  return {
    name: 'webrtc',
    createVad: (options) => createDetector(fvad, buffer, options),
    settled: async () => undefined,
    close: async () => undefined,
  };
}

function createDetector(fvad: Fvad, buffer: number, options: VadOptions): VoiceDetector {
  const frameSampleCount = (options.rateHz * FRAME_MS) / 1000;
  const frame = new Int16Array(frameSampleCount);
  const segments = new SpeechSegments(options);
  const share = createShareOfVoiced();
  const detector = fvad._fvad_new();
  fvad._fvad_set_mode(detector, MODE);
  fvad._fvad_set_sample_rate(detector, options.rateHz);
  let filled = 0;
  let startMs = 0;
  let isClosed = false;

  const judge = (onDecision: OnVadDecision) => {
    fvad.HEAP16.set(frame, buffer / BYTES_PER_SAMPLE);
    const probability = share(fvad._fvad_process(detector, buffer, frameSampleCount) === 1);
    const decision = segments.push({ probability, startMs, endMs: startMs + FRAME_MS });
    startMs += FRAME_MS;
    if (decision) onDecision(decision);
  };
  return {
    process(samples, onDecision) {
      for (let at = 0; at < samples.length && !isClosed; at += 1) {
        frame[filled] = samples[at] ?? 0;
        filled += 1;
        if (filled < frameSampleCount) continue;
        filled = 0;
        judge(onDecision);
      }
    },
    close() {
      if (!isClosed) fvad._fvad_free(detector);
      isClosed = true;
    },
  };
}

/** Share of the last frames that were voiced; those before the first count as quiet. */
function createShareOfVoiced(): (isVoiced: boolean) => number {
  const window = new Uint8Array(WINDOW_FRAMES);
  let at = 0;
  let voicedFrames = 0;
  return (isVoiced) => {
    voicedFrames += Number(isVoiced) - (window[at] ?? 0);
    window[at] = Number(isVoiced);
    at = (at + 1) % WINDOW_FRAMES;
    return voicedFrames / WINDOW_FRAMES;
  };
}
