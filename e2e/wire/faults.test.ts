import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { callDriven } from '../support/calling.js';
import {
  answerTo,
  ask,
  besideHealthyCall,
  failure,
  HUMMED_HZ,
  STEADY_HZ,
  soundOf,
  startFlood,
  startSilentServer,
  type TestServer,
} from '../support/faults.js';
import { otherPrompts } from '../support/flows.js';
import { canMakeDisks, fillDisk } from '../support/full-disk.js';
import { memoryMb, type OwnStack, processesBelow, startOwnStack } from '../support/own-stack.js';
import { Rest } from '../support/rest.js';
import { callRoom, hearFor, told, wait } from '../support/room-calls.js';
import { segmentsOf } from '../support/segments.js';
import { readStory } from '../support/story.js';
import { holesIn, hum } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller, type WireEvent } from '../support/wire-caller.js';

/** Where Debian puts the model of PocketSphinx; without it that part is left out. */
const hasPocketsphinx = existsSync('/usr/share/pocketsphinx/model/en-us');
const hasDisks = canMakeDisks();
/** What a provider may take that never answers. */
const TIMEOUT_MS = 1500;
/** For everything else on the way to an answer: the end of the utterance, the next provider, a loaded machine. */
const REST_OF_WAY_MS = 4000;
/** Memory a process may hold more than before. */
const MAX_GROWTH_MB = 60;

let folder: string;
let silent: TestServer;
let flood: TestServer & { readonly sentMb: () => number };
let stack: OwnStack;
let rest: Rest;
let voices: TestVoices;
/** Made before any call: while a voice speaks here, no packet is sent. */
let words: { readonly yes: Int16Array; readonly billing: Int16Array };
/** The call that lost its media process: it is given up after a minute, which the other tests use. */
let lostCallId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-faults-'));
  [silent, flood, voices] = await Promise.all([startSilentServer(), startFlood(), createTestVoices()]);
  writeFileSync(join(folder, 'speech.json'), JSON.stringify(speechFile()));
  stack = await startOwnStack({
    CALLWRIGHT_SOUND_PROCESSES: '2',
    CALLWRIGHT_SPEECH_FILE: join(folder, 'speech.json'),
  });
  rest = new Rest(stack);
  const say = (word: string) => voices.say(word, 'slt', WIRE_RATE_HZ);
  words = { yes: say('yes'), billing: say('billing') };
  writeFileSync(
    join(stack.dataDir, 'prompts', 'steady.wav'),
    writeWav({ rateHz: WIRE_RATE_HZ, channels: [hum(STEADY_HZ)] }),
  );
});
afterAll(async () => {
  await stack?.stop();
  await Promise.all([silent?.stop(), flood?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A model folder with a file that was cut off in the middle. */
const brokenModel = (): string => {
  const dir = join(folder, 'model');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'model.onnx'), Buffer.from('080812106361', 'hex'));
  writeFileSync(join(dir, 'tokens.txt'), '<blk> 0\nyes 1\n');
  return dir;
};

const speechFile = () => ({
  recognisers: [
    { kind: 'vosk', name: 'mute', url: `ws://127.0.0.1:${silent.port}`, timeoutMs: TIMEOUT_MS },
    { kind: 'fallback', name: 'beside-mute', providers: ['mute', 'soundswallower'], timeoutMs: TIMEOUT_MS },
    { kind: 'streamingOnnx', name: 'broken', modelDir: brokenModel() },
    { kind: 'fallback', name: 'beside-broken', providers: ['broken', 'soundswallower'] },
    ...(hasPocketsphinx ? [{ kind: 'pocketsphinx', name: 'sphinx' }] : []),
  ],
  voices: [
    { kind: 'openaiSpeech', name: 'mute', url: `http://127.0.0.1:${silent.port}/v1`, timeoutMs: TIMEOUT_MS },
    { kind: 'fallback', name: 'beside-mute', providers: ['mute', 'flite'], timeoutMs: TIMEOUT_MS },
    { kind: 'espeakNg', name: 'espeak' },
  ],
});

const hears = (provider: string) => ({ asr: { provider } });
const speaks = (provider: string) => ({ tts: { provider } });
const soundProcesses = () => processesBelow(stack.mediaPid(), 'sound.main');
const spoken = (caller: WireCaller, playId: string) =>
  caller.event((event) => event.event === 'trackEnd' && event.playId === playId, `the end of ${playId}`);

/** Says "yes" to a question, and how long its answer took from the end of the word. */
const answerYes = async (caller: WireCaller, gatherId: string) => {
  ask(caller, gatherId);
  await wait(300);
  const saidMs = await caller.say(words.yes);
  const result = await answerTo(caller, gatherId);
  return { result, tookMs: performance.now() - saidMs };
};

it('a media process that is killed comes back and answers the next call', async () => {
  const caller = await callRoom(stack, HUMMED_HZ);
  lostCallId = caller.callId;
  await hearFor(caller, 2500);
  process.kill(stack.mediaPid(), 'SIGKILL');
  await caller.closed();
  await caller.close();
  const again = await callAgain();
  again.send({ command: 'tts', text: 'Hello.', playId: 'hello' });
  await spoken(again, 'hello');
  await again.hangUp();
});

describe('beside a call that notices nothing', () => {
  it.skipIf(!hasPocketsphinx)('a recogniser that is killed in the middle of a word costs that word', async () => {
    await besideHealthyCall(stack, async () => {
      const caller = await callRoom(stack, null, hears('sphinx'));
      expect((await answerYes(caller, 'before')).result).toMatchObject({ reason: 'speech' });
      // One that dies as soon as it has begun is not started again at once.
      await wait(5000);
      // Each sound process has engines of its own.
      const engines = processesBelow(stack.mediaPid(), 'pocketsphinx');
      expect(engines).not.toEqual([]);
      ask(caller, 'during');
      const saying = caller.say(words.billing);
      await wait(200);
      for (const { pid } of engines) process.kill(pid, 'SIGKILL');
      await saying;
      const isTold = ({ event, gatherId }: WireEvent) =>
        event === 'error' || (event === 'gatherResult' && gatherId === 'during');
      // Either the word is said to be lost, and keys do; or the engine that follows makes of it what it can.
      const told = await caller.event(isTold, 'what became of the word');
      if (told.event === 'error') {
        expect(String(told.code)).toMatch(/^speech\./);
        await caller.press('2');
      }
      expect(['digits', 'speech']).toContain((await answerTo(caller, 'during')).reason);
      expect((await answerYes(caller, 'after')).result).toMatchObject({ reason: 'speech', choice: 'yes' });
      await caller.hangUp();
      await readStory(rest, caller.callId);
    });
  });

  it('a voice that is killed while it speaks fails that text and says the next', async () => {
    await besideHealthyCall(stack, async () => {
      const caller = await callRoom(stack, null, speaks('espeak'));
      const long = otherPrompts.join(' ');
      caller.send({ command: 'tts', text: long, playId: 'long', personal: true });
      await expect.poll(() => killBelow('espeak'), { timeout: 10_000, interval: 5 }).toBe(true);
      const over = (event: { readonly event: string }) => event.event === 'error' || event.event === 'trackEnd';
      await caller.event(over, 'the end of what was being said');
      caller.send({ command: 'tts', text: 'Hello again.', playId: 'next', personal: true });
      await spoken(caller, 'next');
      await caller.hangUp();
      await readStory(rest, caller.callId);
    });
  });

  it('a sound process that is killed ends its calls, whose recordings play, and comes back', async () => {
    let victim: WireCaller | undefined;
    await besideHealthyCall(stack, async () => {
      victim = await callRoom(stack, HUMMED_HZ);
      victim.send({ command: 'play', url: 'steady.wav', playId: 'steady', loop: true });
      await victim.named('trackStart');
      await wait(1500);
      // The healthy call came first and is in the first one, this one in the other.
      const [, other] = soundProcesses().toSorted((a, b) => a.pid - b.pid);
      if (!other) throw new Error('There are not two sound processes.');
      process.kill(other.pid, 'SIGKILL');
      await failure(victim, 'media.soundLost');
      await victim.named('hangup');
      const between = await callRoom(stack, HUMMED_HZ);
      await between.hangUp();
      await expect.poll(() => soundProcesses().length, { timeout: 15_000 }).toBe(2);
      await wait(2000);
      const later = [await callRoom(stack, null), await callRoom(stack, null)];
      for (const caller of later) caller.send({ command: 'tts', text: 'Hello.', playId: 'hello' });
      await Promise.all(later.map((caller) => spoken(caller, 'hello')));
      await Promise.all(later.map((caller) => caller.hangUp()));
    });
    if (!victim) throw new Error('There was no call.');
    const { call } = await readStory(rest, victim.callId, ({ hasRecording }) => hasRecording);
    expect(call.outcome).toBe('failed');
    const { channels, rateHz } = readWav(await rest.recording(victim.callId));
    const kept = soundOf(channels[1] ?? new Int16Array());
    expect(kept.length / rateHz).toBeGreaterThan(0.4);
    expect(holesIn(kept.subarray(rateHz / 10, -rateHz / 10), STEADY_HZ, rateHz)).toEqual([]);
  });

  it.skipIf(!hasDisks)('a disk that is full ends a recording with a word, and not the call', async () => {
    const takeAway = fillDisk(join(stack.dataDir, 'recordings'), 48);
    try {
      await besideHealthyCall(
        stack,
        async () => {
          const caller = await callRoom(stack, HUMMED_HZ);
          await told(caller, 'recordStatus', 'failed');
          caller.send({ command: 'play', url: 'steady.wav', playId: 'steady' });
          await spoken(caller, 'steady');
          expect(holesIn(soundOf(caller.heard()), STEADY_HZ)).toEqual([]);
          await caller.hangUp();
          await readStory(rest, caller.callId);
        },
        false,
      );
    } finally {
      takeAway();
    }
  });

  it.skipIf(!hasDisks)('a speech cache on a full disk is done without', async () => {
    const takeAway = fillDisk(join(stack.dataDir, 'tts-cache'), 4);
    try {
      await besideHealthyCall(stack, async () => {
        const caller = await callRoom(stack, null);
        const [first = ''] = otherPrompts;
        for (const playId of ['once', 'twice']) {
          caller.send({ command: 'tts', text: first, playId });
          await spoken(caller, playId);
          await wait(200);
        }
        expect(caller.events.filter(({ event }) => event === 'error')).toEqual([]);
        const heard = caller.heard();
        await caller.hangUp();
        return async () => {
          const pieces = segmentsOf(heard, WIRE_RATE_HZ, 400);
          expect(pieces).toHaveLength(2);
          for (const piece of pieces) expect(await voices.recognise(piece, WIRE_RATE_HZ, otherPrompts)).toBe(first);
        };
      });
    } finally {
      takeAway();
    }
  });

  it('a recogniser that never answers leaves the keys, or the next recogniser', async () => {
    await besideHealthyCall(stack, async () => {
      const [deaf, safe] = [
        await callRoom(stack, null, hears('mute')),
        await callRoom(stack, null, hears('beside-mute')),
      ];
      const answered = answerYes(safe, 'safe');
      ask(deaf, 'deaf');
      await deaf.say(words.yes);
      await deaf.event(({ event, sender }) => event === 'error' && sender === 'asr', 'an error', REST_OF_WAY_MS);
      await deaf.press('2');
      expect(await answerTo(deaf, 'deaf')).toMatchObject({ reason: 'digits', choice: 'billing' });
      const { result, tookMs } = await answered;
      expect(result).toMatchObject({ reason: 'speech', choice: 'yes' });
      expect(tookMs).toBeLessThan(TIMEOUT_MS + REST_OF_WAY_MS);
      await Promise.all([deaf.hangUp(), safe.hangUp()]);
    });
  });

  it('a voice that never answers is an error, or the next voice', async () => {
    await besideHealthyCall(stack, async () => {
      const [dumb, safe] = [
        await callRoom(stack, null, speaks('mute')),
        await callRoom(stack, null, speaks('beside-mute')),
      ];
      const askedMs = performance.now();
      for (const caller of [dumb, safe]) caller.send({ command: 'tts', text: otherPrompts[1], playId: 'words' });
      await failure(dumb, 'speech.timeout');
      await spoken(safe, 'words');
      const began = safe.firstSoundAfter(askedMs) ?? Number.POSITIVE_INFINITY;
      expect(began - askedMs).toBeLessThan(TIMEOUT_MS + REST_OF_WAY_MS);
      const heard = safe.heard();
      await Promise.all([dumb.hangUp(), safe.hangUp()]);
      return async () => expect(await voices.recognise(heard, WIRE_RATE_HZ, otherPrompts)).toBe(otherPrompts[1]);
    });
  });

  it.each(['sized', 'endless'])('a prompt of a gigabyte (%s) is refused and not held', async (path) => {
    await besideHealthyCall(stack, async () => {
      const caller = await callRoom(stack, null);
      const sentBefore = flood.sentMb();
      const held = soundProcesses().map(({ pid }) => ({ pid, before: memoryMb(pid), most: 0 }));
      const watch = setInterval(() => {
        for (const one of held) one.most = Math.max(one.most, memoryMb(one.pid));
      }, 100);
      caller.send({ command: 'play', url: `http://127.0.0.1:${flood.port}/${path}`, playId: 'flood' });
      await failure(caller, 'media.promptUnreadable').finally(() => clearInterval(watch));
      const grownMb = Math.max(...held.map(({ before, most }) => most - before));
      console.log(
        `  a prompt of 1 GB (${path}): ${Math.round(grownMb)} MB more, ${flood.sentMb() - sentBefore} MB sent`,
      );
      expect(grownMb).toBeLessThan(MAX_GROWTH_MB);
      expect(flood.sentMb() - sentBefore).toBeLessThan(100);
      await caller.hangUp();
    });
  });

  it('a corrupt model is said to whoever names it, and its fallback answers', async () => {
    await besideHealthyCall(stack, async () => {
      const [named, safe] = [
        await callRoom(stack, null, hears('broken')),
        await callRoom(stack, null, hears('beside-broken')),
      ];
      const answered = answerYes(safe, 'safe');
      ask(named, 'named');
      await named.say(words.yes);
      await failure(named, 'speech.badModel');
      await named.press('1');
      expect(await answerTo(named, 'named')).toMatchObject({ reason: 'digits', choice: 'yes' });
      expect((await answered).result).toMatchObject({ reason: 'speech', choice: 'yes' });
      await Promise.all([named.hangUp(), safe.hangUp()]);
    });
  });
});

it('shows a call as lost, with its recording, when the media process was killed', { timeout: 150_000 }, async () => {
  const call = await rest.endedCall(lostCallId, ({ hasRecording }) => hasRecording, 100_000);
  expect(call).toMatchObject({ outcome: 'failed' });
  const { channels, rateHz } = readWav(await rest.recording(lostCallId));
  const kept = soundOf(channels[0] ?? new Int16Array());
  expect(kept.length / rateHz).toBeGreaterThan(1);
  expect(Math.abs((call.recording?.durationMs ?? 0) - ((channels[0]?.length ?? 0) * 1000) / rateHz)).toBeLessThan(1);
});

/** Calls until the media process and its sound processes are there again. */
const callAgain = async (): Promise<WireCaller> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await wait(250);
    const caller = await callDriven(stack, 'callwright', (offer) => ({ command: 'invite', option: { offer } })).catch(
      () => null,
    );
    const isAnswer = ({ event }: WireEvent) => ['mediaReady', 'error', 'hangup'].includes(event);
    const first = await caller?.event(isAnswer, 'an answer');
    if (caller && first?.event === 'mediaReady') return caller;
    await caller?.close();
  }
  throw new Error('The media process did not come back.');
};

const killBelow = (text: string): boolean => {
  const [found] = processesBelow(stack.mediaPid(), text).filter(({ args }) => !args.includes('sound.main'));
  if (found) process.kill(found.pid, 'SIGKILL');
  return found !== undefined;
};
