import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import type { TranscriptionProvider } from './asr/port.js';
import { createSoundswallowerProvider } from './asr/soundswallower/soundswallower-provider.js';
import { SynthesisCache } from './tts/cache.js';
import { createFliteClient } from './tts/flite/flite-client.js';
import { Synthesizer } from './tts/synthesizer.js';
import type { VadProvider } from './vad/port.js';
import { createSileroVad } from './vad/silero/silero-vad.js';
import { createWebrtcVad } from './vad/webrtc/webrtc-vad.js';

const WARM_LANGUAGE = 'en-US';

/** What the speech of a sound process runs on. */
export type SpeechOptions = {
  readonly ttsCacheDir: string;
  readonly ttsCacheMaxMb: number;
  /** Threads of the recogniser. */
  readonly asrWorkers: number;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** Everything a sound process hears and speaks with, by the names of the protocol. */
export type Speech = {
  readonly vads: { readonly silero: VadProvider; readonly webrtc: VadProvider };
  readonly recognisers: ReadonlyMap<string, TranscriptionProvider>;
  readonly synthesizer: Synthesizer;
  /** Starts threads and loads models, so that the first caller does not wait: about a second. Never throws. */
  readonly warmUp: () => Promise<void>;
  /** Ends threads and frees models. Idempotent, never throws. */
  readonly close: () => Promise<void>;
};

/** Puts together the providers that need no account: Silero and WebRTC, soundswallower, flite. */
export async function createSpeech(options: SpeechOptions): Promise<Speech> {
  const { ttsCacheDir, ttsCacheMaxMb, asrWorkers, clock, newId, log } = options;
  const [silero, webrtc] = await Promise.all([createSileroVad(log), createWebrtcVad()]);
  const recogniser = createSoundswallowerProvider({ clock, log, workers: asrWorkers });
  const flite = createFliteClient({ clock, log });
  const cache = new SynthesisCache({ folder: ttsCacheDir, maxBytes: ttsCacheMaxMb * 1e6, clock, newId, log });
  const synthesizer = new Synthesizer({ clients: [flite], cache });
  const parts = [recogniser, synthesizer, silero, webrtc];
  return {
    vads: { silero, webrtc },
    recognisers: new Map([[recogniser.name, recogniser]]),
    synthesizer,
    warmUp: async () => {
      const hello = { text: 'Hello.', language: WARM_LANGUAGE, rateHz: 8000 };
      const warm = [recogniser.warmUp(WARM_LANGUAGE), flite.synthesize(hello, new AbortController().signal)];
      for (const result of await Promise.allSettled(warm)) {
        if (result.status === 'rejected') log.error({ err: result.reason }, 'speech could not be warmed up');
      }
    },
    close: async () => {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}
