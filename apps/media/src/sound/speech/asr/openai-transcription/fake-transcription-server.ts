import type { IncomingMessage, ServerResponse } from 'node:http';
import { readWav } from '@callwright/audio';
import { Fixture } from '../../remote/testing/fixture.js';
import { startHttpStandIn } from '../../remote/testing/http-stand-in.js';
import { Refusal, type StandIn } from '../../remote/testing/stand-in.js';
import { hearTones } from '../../remote/testing/tone-speech.js';

const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
const [BAD_REQUEST, UNAUTHORISED, NOT_FOUND] = [400, 401, 404];

/** What each field may be; others are refused. */
const fields: Readonly<Record<string, RegExp>> = {
  model: /^(whisper-1|gpt-4o-mini-transcribe)$/,
  language: /^[a-z]{2}$/,
  response_format: /^(json|verbose_json)$/,
  'timestamp_granularities[]': /^word$/,
  stream: /^true$/,
  prompt: /./,
};

/** OpenAI's transcription of files, with one key. It hears tone speech. */
export const startFakeTranscription = (key: string): Promise<StandIn> =>
  startHttpStandIn(async (request, body, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) throw new Refusal('auth', UNAUTHORISED);
    if (request.method !== 'POST' || request.url !== '/v1/audio/transcriptions') throw new Refusal('path', NOT_FOUND);
    const form = await formOf(request, body);
    const file = form.get('file');
    if (!(file instanceof Blob)) throw new Refusal('no file', BAD_REQUEST);
    form.delete('file');
    const given = new Map([...form].map(([name, value]) => [name, String(value)]));
    check(given);
    answer(hear(new Uint8Array(await file.arrayBuffer())), given, response);
  });

function formOf(request: IncomingMessage, body: Buffer): Promise<FormData> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) throw new Refusal('content type', BAD_REQUEST);
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

function check(given: ReadonlyMap<string, string>): void {
  const wrong = [...given].find(([name, value]) => !fields[name]?.test(value))?.[0];
  if (wrong !== undefined || !given.has('model')) throw new Refusal(`field ${wrong ?? 'model'}`, BAD_REQUEST);
  const isWhisper = given.get('model') === 'whisper-1';
  if (!isWhisper && given.get('response_format') !== 'json') throw new Refusal('field response_format', BAD_REQUEST);
}

function hear(bytes: Uint8Array): { readonly text: string; readonly durationS: number } {
  const { rateHz, channels } = readWavStrictly(bytes);
  const sound = channels[0] ?? new Int16Array();
  const { text, isDistorted } = hearTones(sound, rateHz);
  if (isDistorted || channels.length !== 1) throw new Refusal('noise', BAD_REQUEST);
  return { text, durationS: sound.length / rateHz };
}

function readWavStrictly(bytes: Uint8Array) {
  try {
    return readWav(bytes);
  } catch {
    throw new Refusal('no WAV', BAD_REQUEST);
  }
}

/** Guide Speech to text: whisper-1 does not stream, and takes no notice when asked to. */
function answer(
  { text, durationS }: ReturnType<typeof hear>,
  given: ReadonlyMap<string, string>,
  response: ServerResponse,
): void {
  if (given.get('stream') === 'true' && given.get('model') !== 'whisper-1') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (message: object) => response.write(`data: ${JSON.stringify(message)}\n\n`);
    for (const delta of text.match(/ ?[a-z]+/g) ?? []) say({ ...samples.object('delta'), delta });
    say({ ...samples.object('done'), text });
    response.end();
    return;
  }
  const words = text === '' ? [] : text.split(' ').map((word) => ({ word, start: 0, end: durationS }));
  const verbose = { ...samples.object('verboseJson'), text, words, segments: [] };
  const isVerbose = given.get('response_format') === 'verbose_json';
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isVerbose ? verbose : { ...samples.object('json'), text }));
}
