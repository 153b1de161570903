import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dtmfTones, isSilent, readWav, sine } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeSpeech } from '../speech/asr/fake-provider.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
const vad = { type: 'silero', minimumSpeech: 60, silencePadding: 200, speechPadding: 0 } as const;
let bench: StreamBench;
let dir: string;
const set = (delayMs = 0): void => {
  bench = createStreamBench({ stream: { vad }, recordingsDir: dir, delayMs });
  bench.stream.perform({ command: 'record', action: 'start' });
  bench.stream.start();
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-hidden-'));
  set();
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
  await rm(dir, { recursive: true });
});

const speech = (durationMs: number): Int16Array => sine(300, durationMs, RATE_HZ, 0.4);
const channelsOf = async (file: string) => readWav(await readFile(join(dir, file))).channels;
/** Which tenths of a second, counted from 0, have sound in them. */
const loudTenths = (sound: Int16Array | undefined): number[] =>
  Array.from({ length: Math.floor((sound?.length ?? 0) / 800) }, (_, n) => n).filter(
    (n) => !isSilent(sound?.slice(n * 800, (n + 1) * 800) ?? new Int16Array(0)),
  );

describe('the recording of a hidden caller', () => {
  it('is silence on their side, and on ours what was played', async () => {
    bench.stream.perform({ command: 'play', url: '1000' });
    bench.leg.say(speech(1000));
    await bench.run(300);
    bench.stream.privacy.hide(true);
    bench.stream.privacy.hide(true);
    await bench.run(400);
    bench.stream.privacy.hide(false);
    await bench.run(300);
    await bench.stream.close();
    const [caller, callee] = await channelsOf('c-1.wav');
    expect(loudTenths(caller)).toEqual([0, 1, 2, 7, 8, 9]);
    expect(loudTenths(callee)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('has nothing of what they said meanwhile and was still on its way when they were shown', async () => {
    set(60);
    await bench.run(100);
    bench.stream.privacy.hide(true);
    bench.leg.say(speech(100));
    await bench.run(100);
    bench.stream.privacy.hide(false);
    await bench.run(200);
    await bench.stream.close();
    expect(loudTenths((await channelsOf('c-1.wav'))[0])).toEqual([]);
  });

  it('is silence in a message, too', async () => {
    bench.stream.perform({ command: 'record', of: 'message', action: 'start', recordId: 'm' });
    bench.leg.say(speech(600));
    await bench.run(200);
    bench.stream.privacy.hide(true);
    await bench.run(200);
    bench.stream.privacy.hide(false);
    await bench.run(200);
    const { messages } = await bench.stream.close();
    expect(messages).toMatchObject([{ durationMs: 600 }]);
    expect(loudTenths((await channelsOf('c-1.m.wav'))[0])).toEqual([0, 1, 4, 5]);
  });

  it('is so from the first word on when they were hidden before they came', async () => {
    const { stream, leg, attach } = bench.open('c-2');
    stream.privacy.hide(true);
    attach();
    stream.start();
    stream.perform({ command: 'record', of: 'message', action: 'start', recordId: 'm' });
    leg.say(speech(200));
    await bench.run(200);
    await stream.close();
    expect(loudTenths((await channelsOf('c-2.m.wav'))[0])).toEqual([]);
  });
});

describe('a hidden caller', () => {
  it('still barges in by speech, and it is told that they speak', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(100), bargeIn: ['speech'] });
    bench.stream.privacy.hide(true);
    await bench.run(100);
    bench.leg.say(speech(300));
    await bench.run(700);
    expect(bench.of('interruption')).toMatchObject([{ cause: 'speech' }]);
    expect([bench.of('startSpeaking').length, bench.of('silence').length]).toEqual([1, 1]);
  });

  it('still presses keys, those that come as tones included, which are not recorded', async () => {
    const { stream, leg } = bench.open('c-2');
    stream.attach(leg, { codec: 'PCMU', rateHz: RATE_HZ, keysAreTones: true });
    stream.perform({ command: 'record', action: 'start' });
    stream.start();
    stream.privacy.hide(true);
    leg.say(dtmfTones('47', RATE_HZ));
    await bench.run(500);
    stream.onKey({ digit: '1', phase: 'start' });
    await stream.close();
    const pressed = bench.of('dtmf').filter(({ phase }) => phase === 'start');
    expect(pressed.map(({ digit }) => digit)).toEqual(['4', '7', '1']);
    expect(loudTenths((await channelsOf('c-2.wav'))[0])).toEqual([]);
  });
});

describe('the recogniser of a hidden caller', () => {
  /** Loud for the VAD (below zero, which the fake recogniser does not read), with a word in the middle. */
  const utterance = (word: string): Int16Array => {
    const sound = new Int16Array(400 * 8).fill(-8000);
    sound.set(fakeSpeech(word), 1600);
    return sound;
  };
  const choices = [{ id: 'sales', phrases: ['sales'] }];
  const listen = { command: 'asr', action: 'start', option: { provider: 'fake', choices } } as const;
  const heard = () => bench.of('transcriptionFinal').map(({ text }) => text);
  const say = async (word: string, durationMs = 1000): Promise<void> => {
    bench.leg.say(utterance(word));
    await bench.run(durationMs);
  };

  it('hears nothing, not even when it is told to listen, and understands them again afterwards', async () => {
    bench.stream.perform(listen);
    bench.stream.privacy.hide(true);
    await say('sales');
    bench.stream.perform(listen);
    await say('sales');
    expect(bench.of('startSpeaking')).toHaveLength(2);
    bench.stream.privacy.hide(false);
    expect(heard()).toEqual([]);
    await say('sales');
    expect(heard()).toEqual(['sales']);
  });

  it('forgets the beginning of what is being said, and takes nothing of its end', async () => {
    bench.stream.perform(listen);
    await say('sales', 300);
    expect(bench.of('startSpeaking')).toHaveLength(1);
    bench.stream.privacy.hide(true);
    await bench.run(40);
    bench.stream.privacy.hide(false);
    bench.stream.perform(listen);
    await bench.run(700);
    expect(bench.of('silence')).toHaveLength(1);
    expect(heard()).toEqual([]);
  });

  it('does not answer what was said just before', async () => {
    bench.stream.perform(listen);
    bench.leg.say(utterance('sales'));
    while (bench.of('silence').length === 0) bench.clock.advance(20);
    bench.stream.privacy.hide(true);
    await bench.run(200);
    expect(heard()).toEqual([]);
    bench.stream.privacy.hide(false);
    await say('sales');
    expect(heard()).toEqual(['sales']);
  });

  it('does not look back into what was hidden when a turn begins right after it', async () => {
    bench.stream.perform(listen);
    bench.stream.privacy.hide(true);
    // Too short for a turn, and within the time that is taken before one.
    bench.leg.say(fakeSpeech('sales'));
    await bench.run(100);
    bench.stream.privacy.hide(false);
    bench.leg.say(new Int16Array(400 * 8).fill(-8000));
    await bench.run(1000);
    expect(heard()).toEqual(['']);
  });
});

describe('a hidden caller who is joined to others', () => {
  it('is not heard by them, and hears them', async () => {
    const { stream: other, leg, attach } = bench.open('c-2');
    attach();
    other.start();
    bench.talkTo(other);
    bench.stream.privacy.hide(true);
    bench.leg.say(sine(500, 400, RATE_HZ));
    leg.say(sine(700, 400, RATE_HZ));
    await bench.run(400);
    expect(isSilent(leg.heard())).toBe(true);
    expect(isSilent(bench.leg.heard())).toBe(false);
    bench.stream.privacy.hide(false);
    bench.leg.say(sine(500, 400, RATE_HZ));
    await bench.run(400);
    expect(isSilent(leg.heard())).toBe(false);
    await other.close();
  });

  it('is hidden in their first call when the one they were passed on to hides them, and still noticed there', async () => {
    const other = bench.open('c-2').stream;
    const part = bench.talkTo(other);
    other.privacy.hide(true);
    bench.leg.say(speech(400));
    await bench.run(900);
    other.privacy.hide(false);
    bench.leg.say(speech(200));
    await bench.run(600);
    other.privacy.hide(true);
    part();
    bench.leg.say(speech(200));
    await bench.run(600);
    expect(bench.of('startSpeaking').map(({ trackId }) => trackId)).toEqual(['c-1', 'c-2', 'c-1', 'c-2', 'c-1']);
    await bench.stream.close();
    expect(loudTenths((await channelsOf('c-1.wav'))[0])).toEqual([9, 10, 15, 16]);
    await other.close();
  });

  it('is hidden in their first call from the moment they are passed on to one that hides them', async () => {
    const other = bench.open('c-2').stream;
    other.privacy.hide(true);
    bench.talkTo(other);
    bench.leg.say(speech(400));
    await bench.run(600);
    await bench.stream.close();
    expect(loudTenths((await channelsOf('c-1.wav'))[0])).toEqual([]);
    await other.close();
  });
});
