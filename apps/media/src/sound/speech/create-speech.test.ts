import { FakeClock } from '@callwright/flow-engine/testing';
import { speechProviders } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { type Log, silentLog } from '../../platform/logging.js';
import { settle } from '../../platform/settle.js';
import { createFakeTranscription, fakeSpeech } from './asr/fake-provider.js';
import type { TranscriptionEvent } from './asr/port.js';
import { createSpeech } from './create-speech.js';
import { createFakeClient } from './tts/fake-client.js';

function create(file: unknown) {
  const lines: object[] = [];
  const log: Log = { ...silentLog, error: (fields, message) => lines.push({ ...fields, message }) };
  const speech = createSpeech({
    providers: speechProviders.parse(file),
    keys: {},
    builtIn: { recognisers: [createFakeTranscription()], voices: [createFakeClient()] },
    clock: new FakeClock(),
    log,
  });
  return { speech, lines };
}
const never = new AbortController().signal;
const request = { text: 'Hello', language: 'de', rateHz: 8000 };

it('is what is built in when nothing else is named', async () => {
  const { speech } = create({});
  expect([...speech.recognisers.keys(), ...speech.voices.keys()]).toEqual(['fake', 'fake']);
  expect(speech.catalogue).toEqual({
    recognisers: [{ name: 'fake', languages: ['en'], grammar: true, freeSpeech: false }],
    voices: [{ name: 'fake', languages: [], speakers: ['hum'] }],
  });
  await speech.close();
});

it('lists all that is wrong with the names', () => {
  const provider = { kind: 'vosk', url: 'ws://localhost:2700' };
  const file = {
    recognisers: [
      { ...provider, name: 'fake' },
      { ...provider, name: 'twice' },
      { ...provider, name: 'twice' },
      { kind: 'fallback', name: 'lost', providers: ['twice', 'nobody'] },
      { kind: 'fallback', name: 'one', providers: ['other', 'twice'] },
      { kind: 'fallback', name: 'other', providers: ['one', 'twice'] },
    ],
    voices: [{ kind: 'fallback', name: 'self', providers: ['self', 'fake'] }],
  };
  expect(() => create(file)).toThrow(
    [
      'Speech to put right:',
      'recogniser fake: this name is built in',
      'recogniser twice: this name is taken twice',
      'recogniser lost: there is no recogniser nobody to fall back to',
      'recogniser one: falls back to itself (one -> other -> one)',
      'voice self: falls back to itself (self -> self)',
    ].join('\n  '),
  );
});

it('makes a fallback of providers that are named after it, and of those built in', async () => {
  const { speech } = create({
    recognisers: [
      { kind: 'fallback', name: 'safe', providers: ['own', 'fake'] },
      { kind: 'vosk', name: 'own', url: 'ws://127.0.0.1:9', languages: ['de'] },
    ],
  });
  expect(speech.catalogue.recognisers.find(({ name }) => name === 'safe')).toMatchObject({ languages: ['de', 'en'] });
  await speech.close();
});

it('says once what cannot be used, answers with it, and lets all else work', async () => {
  const { speech, lines } = create({
    voices: [
      { kind: 'sherpaOnnx', name: 'broken', modelDir: '/nowhere' },
      { kind: 'fallback', name: 'safe', providers: ['broken', 'fake'] },
    ],
  });
  expect(lines).toMatchObject([{ name: 'broken', code: 'speech.badModel', message: 'speech provider cannot be used' }]);
  await expect(speech.voices.get('broken')?.synthesize(request, never)).rejects.toMatchObject({
    code: 'speech.badModel',
  });
  expect(await speech.voices.get('safe')?.synthesize(request, never)).toMatchObject({ format: 'pcm16' });
  const events: TranscriptionEvent[] = [];
  const client = speech.recognisers.get('fake')?.createClient((event) => events.push(event));
  client?.start({ rateHz: 8000, language: 'en', choices: [{ id: 'a', phrases: ['yes'] }] });
  client?.write(fakeSpeech('yes'));
  client?.flush();
  await settle();
  expect(events).toMatchObject([{ event: 'final', choice: 'a' }]);
  await speech.close();
});
