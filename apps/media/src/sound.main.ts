import { mkdir } from 'node:fs/promises';
import process, { env } from 'node:process';
import { AppError } from '@callwright/protocol';
import { createProcessChannel } from './link/channel.js';
import { receiveSpeechKeys, SOUND_CONFIG_VARIABLE } from './link/fork-sound.js';
import type { FromSound, SoundConfig, ToSound } from './link/messages.js';
import { serveSoundLink } from './link/serve-sound-link.js';
import { systemClock } from './platform/clock.js';
import { newSeed, newUuid } from './platform/ids.js';
import { createLog, type Log } from './platform/logging.js';
import { readUsage } from './platform/usage.js';
import { KeptPackets } from './sound/kept/kept-packets.js';
import { recordersIn } from './sound/recording/open-recorder.js';
import { createOpusEncoder } from './sound/rtc/opus-codec.js';
import { createRtpServer } from './sound/rtc/rtp-server.js';
import { createWebrtcServer, type WebrtcServer } from './sound/rtc/webrtc-server.js';
import { parseSoundConfig } from './sound/sound-config.js';
import { SoundProcess } from './sound/sound-process.js';
import type { TranscriptionProvider } from './sound/speech/asr/port.js';
import { createSoundswallowerProvider } from './sound/speech/asr/soundswallower/soundswallower-provider.js';
import { createSpeech } from './sound/speech/create-speech.js';
import { SynthesisCache } from './sound/speech/tts/cache.js';
import { createFliteClient } from './sound/speech/tts/flite/flite-client.js';
import type { SynthesisClient } from './sound/speech/tts/port.js';
import { Synthesizer } from './sound/speech/tts/synthesizer.js';
import { createSileroVad } from './sound/speech/vad/silero/silero-vad.js';
import { createWebrtcVad } from './sound/speech/vad/webrtc/webrtc-vad.js';
import { createNoiseFilters } from './sound/stream/noise-filter.js';
import { PromptStore } from './sound/stream/prompts/prompt-store.js';

/** The composition root of a sound process: started by the call process only, and ending with it. */
const clock = systemClock;
const BEAT_MS = 1000;
const WARM_UP_MS = 30_000;

async function openSpeech(config: SoundConfig, log: Log) {
  await mkdir(config.ttsCacheDir, { recursive: true });
  const maxBytes = config.ttsCacheMaxMb * 1024 * 1024;
  const cache = new SynthesisCache({ folder: config.ttsCacheDir, maxBytes, clock, newId: newUuid, log });
  const flite = createFliteClient({ clock, log });
  const packets = new KeptPackets({ clock, encoders: { opus: createOpusEncoder } });
  const soundswallower = createSoundswallowerProvider({ clock, log, workers: config.asrWorkers });
  const builtIn = { recognisers: [soundswallower], voices: [flite] };
  const speech = createSpeech({ ...config.speech, builtIn, clock, log });
  const keepsPersonal = config.ttsCacheKeepsPersonal;
  const synthesizer = new Synthesizer({ clients: [...speech.voices.values()], cache, clock, packets, keepsPersonal });
  const [silero, webrtc, createNoiseFilter] = await Promise.all([
    createSileroVad(log),
    createWebrtcVad(),
    createNoiseFilters(),
  ]);
  const prompts = new PromptStore({ ...config, clock, log, packets });
  const warmingUp = warmUp(flite, soundswallower, prompts, log);
  return {
    listeners: {
      vads: { silero, webrtc },
      recognisers: speech.recognisers,
      createNoiseFilter,
    },
    sources: {
      speak: (text: Parameters<Synthesizer['stream']>[0], signal: AbortSignal) => synthesizer.stream(text, signal),
      openPrompt: (url: string, rateHz: number, signal: AbortSignal) => prompts.open(url, rateHz, signal),
      packets,
    },
    catalogue: speech.catalogue,
    cacheCounts: () => synthesizer.cacheStats,
    close: async (): Promise<void> => {
      await warmingUp;
      packets.close();
      await Promise.all([silero, webrtc, speech, synthesizer, prompts].map((part) => part.close()));
    },
  };
}

/** Starts the engines before the first caller needs them. */
async function warmUp(tts: SynthesisClient, asr: TranscriptionProvider, prompts: PromptStore, log: Log): Promise<void> {
  const words = { text: 'Ready.', language: 'en-US', rateHz: 16_000 };
  const results = await Promise.allSettled([
    tts.synthesize(words, AbortSignal.timeout(WARM_UP_MS)),
    asr.warmUp(words.language),
    prompts.warmUp(AbortSignal.timeout(WARM_UP_MS)),
  ]);
  for (const result of results)
    if (result.status === 'rejected') log.warn({ err: result.reason }, 'speech engine did not warm up');
}

/** Null when the machine has no worker: everything but browsers works without. */
async function createWebrtc(config: SoundConfig, log: Log): Promise<WebrtcServer | null> {
  const { host, webrtcPort: port, publicAddress } = config;
  // Without its worker a sound process has lost all its calls; the call process starts another.
  const onDied = (error: Error) => {
    log.error({ err: error }, 'mediasoup worker died');
    process.exit(1);
  };
  try {
    return await createWebrtcServer({ host, port, publicAddress, clock, onDied });
  } catch (error) {
    if (!(error instanceof AppError)) {
      log.error({ err: error, host, port }, 'WebRTC port is taken, or not ours to use');
      throw error;
    }
    log.error({ err: error }, 'browsers cannot call: there is no mediasoup worker');
    return null;
  }
}

async function main(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: the one variable this process is started with.
  const settings = parseSoundConfig(env[SOUND_CONFIG_VARIABLE]);
  const keys = await receiveSpeechKeys(process);
  const config = { ...settings, speech: { ...settings.speech, keys } };
  const log = createLog(config.logLevel, `sound-${config.index}`);
  const [speech, webrtc] = await Promise.all([openSpeech(config, log), createWebrtc(config, log)]);
  let isEnding = false;
  const sound = new SoundProcess({
    ...speech,
    webrtc,
    rtp: createRtpServer({
      host: config.host,
      publicAddress: config.publicAddress,
      ports: config.rtpPorts,
      share: config.rtpPorts.share,
      clock,
      newSeed,
      goneAfterMs: config.rtpGoneAfterMs,
    }),
    readUsage,
    clock,
    log,
    ...recordersIn(config.recordingsDir, log, () => isEnding),
    emit: (callId, event) => link.emit(callId, event),
    relay: (blocks) => link.relay(blocks),
    lanes: { carry: (batch) => link.carry(batch), isBehind: () => link.isBehind() },
  });
  const stop = async () => {
    // Calls that are still here have lost their call process: nobody can be told of their recordings.
    isEnding = true;
    await sound.close();
    webrtc?.close();
    await speech.close();
    process.exit(0);
  };
  const link = serveSoundLink(createProcessChannel<FromSound, ToSound>(process), sound.handlers, () => void stop(), {
    onRelayed: sound.receive,
    onLanes: sound.receiveLanes,
  });
  link.ready(webrtc !== null, speech.catalogue);
  const beat = (): void => {
    const { hits, misses, evictions, sizeBytes } = speech.cacheCounts();
    link.beat({ ...sound.beat(), speechCache: { hits, misses, evictions, sizeBytes } });
    clock.startTimer(BEAT_MS, beat);
  };
  beat();
}

await main();
