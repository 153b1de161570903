import { decodeG711, encodeG711, G722Encoder, int16ToFloat, resample } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/logging.js';
import { type ChoiceListener, createChoiceListener } from '../speech/asr/soundswallower/choice-grammar.js';
import { ENGINE_RATE_HZ } from '../speech/asr/soundswallower/engine-module.js';
import { GrammarEngine } from '../speech/asr/soundswallower/grammar-engine.js';
import { padWithSilence } from '../speech/test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../speech/test-voices.js';
import type { VadDecision, VadProvider } from '../speech/vad/port.js';
import { createSileroVad } from '../speech/vad/silero/silero-vad.js';
import { createWebrtcVad } from '../speech/vad/webrtc/webrtc-vad.js';
import { createG722Decoder } from './g722-codec.js';

/**
 * A telephone of old behind a gateway that speaks G.722: what it says has nothing above 4 kHz, went through mu-law, and comes at
 * 16 kHz all the same.
 */

const menu = ['sales', 'support', 'billing', 'operator', 'account balance', 'yes', 'no'];
/** As much quiet before and behind a word as a call gives its recogniser; the detectors hear more. */
const ASKED_MS = [200, 250] as const;
const QUIET_MS = 800;
const WIDE_HZ = 16_000;
const BLOCK = WIDE_HZ / 50;
/** How far the beginning of a turn may be from the word's. */
const MOST_OFF_MS = 250;

let voices: TestVoices;
let engine: GrammarEngine;
let listener: ChoiceListener;
let silero: VadProvider;
let webrtc: VadProvider;
beforeAll(async () => {
  [voices, engine, silero, webrtc] = await Promise.all([
    createTestVoices(),
    GrammarEngine.load(),
    createSileroVad(silentLog),
    createWebrtcVad(),
  ]);
  const choices = menu.map((phrase) => ({ id: phrase, phrases: [phrase] }));
  listener = createChoiceListener({ choices }, 'en', 'normal');
});
afterAll(() => Promise.all([silero.close(), webrtc.close()]));

const answers = menu.flatMap((phrase) => testVoices.map((voice) => ({ phrase, voice })));

/** What the gateway is sent, at 8 kHz, with so much quiet around it. */
const onTelephone = ({ phrase, voice }: (typeof answers)[number], beforeMs = QUIET_MS, afterMs = QUIET_MS) => {
  const said = padWithSilence(voices.say(phrase, voice, 8000), beforeMs * 8, afterMs * 8);
  return decodeG711('mulaw', encodeG711('mulaw', said));
};

/** What is heard of it, decoded packet by packet as of a call. */
const byGateway = (said: Int16Array): Int16Array => {
  const wide = resample(said, 8000, WIDE_HZ);
  const payload = new G722Encoder().encode(wide.subarray(0, wide.length - (wide.length % BLOCK)));
  const decoder = createG722Decoder();
  const heard = new Int16Array(payload.length * 2);
  for (let at = 0; at < payload.length; at += BLOCK / 2)
    heard.set(decoder.decode(payload.subarray(at, at + BLOCK / 2)), at * 2);
  decoder.close();
  return heard;
};

const understood = async (sound: Int16Array, rateHz: number): Promise<string | null> => {
  const atEngineRate = resample(sound, rateHz, ENGINE_RATE_HZ);
  return listener.interpret(await engine.recognise(listener.grammar, int16ToFloat(atEngineRate)))?.text ?? null;
};

describe('what a narrow telephone says by G.722', () => {
  it('is understood nearly as well as by mu-law', async () => {
    let [narrow, wide] = [0, 0];
    for (const answer of answers) {
      const said = onTelephone(answer, ...ASKED_MS);
      if ((await understood(said, 8000)) === answer.phrase) narrow += 1;
      if ((await understood(byGateway(said), WIDE_HZ)) === answer.phrase) wide += 1;
    }
    // Measured: 20 by mu-law, 18 by G.722. What is lost are single short words of one voice ("yes", "no"), as at any other noise near silence.
    expect(wide).toBeGreaterThanOrEqual(18);
    expect(wide).toBeGreaterThanOrEqual(narrow - 2);
  });

  it.each(['silero', 'webrtc'] as const)('is one turn for each word, where it is, to the detector %s', async (type) => {
    for (const answer of answers) {
      const provider = type === 'silero' ? silero : webrtc;
      const detector = provider.createVad({ rateHz: WIDE_HZ });
      const heard = byGateway(onTelephone(answer));
      const decisions: VadDecision[] = [];
      for (let at = 0; at < heard.length; at += BLOCK) {
        detector.process(heard.subarray(at, at + BLOCK), (decision) => decisions.push(decision));
        await provider.settled();
      }
      detector.close();
      expect(
        decisions.map(({ decision }) => decision),
        `${answer.phrase} by ${answer.voice}`,
      ).toEqual(['startSpeaking', 'silence']);
      expect(Math.abs((decisions[0]?.startTimeMs ?? 0) - QUIET_MS)).toBeLessThan(MOST_OFF_MS);
    }
  });

  it('has nothing in its upper half, or these tests would show nothing', () => {
    const heard = byGateway(onTelephone({ phrase: 'sales', voice: 'slt' }));
    const again = resample(resample(heard, WIDE_HZ, 8000), 8000, WIDE_HZ);
    const lost = heard.reduce((sum, sample, at) => sum + (sample - (again[at] ?? 0)) ** 2, 0);
    const all = heard.reduce((sum, sample) => sum + sample ** 2, 0);
    expect(lost / all).toBeLessThan(0.02);
  });
});
