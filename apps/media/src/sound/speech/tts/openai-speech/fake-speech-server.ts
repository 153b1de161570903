import type { ServerResponse } from 'node:http';
import { sine, writeWav } from '@callwright/audio';
import { z } from 'zod';
import { startHttpStandIn } from '../../remote/testing/http-stand-in.js';
import { Refusal, type StandIn } from '../../remote/testing/stand-in.js';

const RATE_HZ = 24_000;
const TONE_HZ = 440;
const MS_PER_CHARACTER = 20;
/** Odd, so that samples come in halves. */
const PIECE_BYTES = 2001;
const [BAD_REQUEST, UNAUTHORISED, NOT_FOUND] = [400, 401, 404];

/** API reference, Create speech: what a request holds. */
const body = z.strictObject({
  model: z.enum(['tts-1', 'gpt-4o-mini-tts']),
  input: z.string().min(1).max(4096),
  voice: z.enum(['alloy', 'ash', 'coral', 'nova']),
  response_format: z.literal('pcm'),
  speed: z.number().min(0.25).max(4),
});

/** How it answers: with PCM as documented, as a WAV file, or with the first piece and then nothing. */
export type SpeechManner = 'pcm' | 'wav' | 'stuck';

/** OpenAI's speech, with one key. It hums 20 ms a character. `onGone` hears of requests ended before their answer. */
export const startFakeSpeech = (key: string, manner: SpeechManner, onGone = () => undefined): Promise<StandIn> =>
  startHttpStandIn((request, bytes, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) throw new Refusal('auth', UNAUTHORISED);
    if (request.method !== 'POST' || request.url !== '/v1/audio/speech') throw new Refusal('path', NOT_FOUND);
    if (request.headers['content-type'] !== 'application/json') throw new Refusal('content type', BAD_REQUEST);
    const { success, data } = body.safeParse(JSON.parse(String(bytes)));
    if (!success) throw new Refusal('body', BAD_REQUEST);
    response.on('close', () => response.writableEnded || onGone());
    hum((data.input.length * MS_PER_CHARACTER) / data.speed, manner, response);
  });

function hum(durationMs: number, manner: SpeechManner, response: ServerResponse): void {
  const samples = sine(TONE_HZ, durationMs, RATE_HZ);
  if (manner === 'wav') {
    response.writeHead(200, { 'content-type': 'audio/wav' });
    response.end(writeWav({ rateHz: RATE_HZ, channels: [samples] }));
    return;
  }
  response.writeHead(200, { 'content-type': 'audio/pcm' });
  const bytes = Buffer.from(samples.buffer);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    response.write(bytes.subarray(at, at + PIECE_BYTES));
    if (manner === 'stuck') return;
  }
  response.end();
}
