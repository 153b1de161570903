import { sine } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamOptions } from '../../link/messages.js';
import { fakeSpeech } from '../speech/asr/fake-provider.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
const playbackNames = ['trackStart', 'trackEnd', 'interruption', 'error'] as const;
let bench: StreamBench;
const set = (stream: Partial<StreamOptions> = {}, delayMs = 0): void => {
  bench = createStreamBench({ stream, delayMs });
  bench.stream.start();
};
beforeEach(() => set());
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
});

const speech = (durationMs: number): Int16Array => sine(300, durationMs, RATE_HZ, 0.4);
const vad = { type: 'silero', minimumSpeech: 60, silencePadding: 200, speechPadding: 0 } as const;

describe('barging in', () => {
  it('stops at the first speech, and says so after the speech', async () => {
    set({ vad });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(100), playId: 'a', bargeIn: ['speech'] });
    await bench.run(200);
    bench.leg.say(speech(400));
    await bench.run(800);
    expect(bench.story('startSpeaking', 'silence', ...playbackNames)).toEqual([
      ...['trackStart a', 'interruption a', 'trackEnd a'],
      ...['startSpeaking', 'silence'],
    ]);
    expect(bench.of('interruption')[0]).toMatchObject({ cause: 'speech' });
    expect(bench.of('interruption')[0]?.positionMs).toBeLessThanOrEqual(320);
  });

  it('stops when a caller whose turn is not over yet speaks on, and not at a click', async () => {
    set({ vad: { ...vad, silencePadding: 1500 } });
    bench.leg.say(speech(300));
    await bench.run(700);
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(100), playId: 'a', bargeIn: ['speech'] });
    await bench.run(200);
    bench.leg.say(speech(40));
    await bench.run(400);
    expect(bench.of('interruption')).toEqual([]);
    bench.leg.say(speech(300));
    await bench.run(400);
    expect(bench.of('interruption')).toMatchObject([{ cause: 'speech' }]);
    expect(bench.of('interruption')[0]?.positionMs).toBeLessThanOrEqual(720);
    expect(bench.of('startSpeaking')).toHaveLength(1);
  });

  it('stops at a key', async () => {
    bench.stream.perform({ command: 'play', url: '1000', bargeIn: ['keys'] });
    await bench.run(100);
    bench.stream.onKey({ digit: '5', phase: 'start' });
    bench.stream.onKey({ digit: '5', phase: 'end', durationMs: 100 });
    expect(bench.story('dtmf', ...playbackNames)).toEqual([
      'trackStart 1000',
      'interruption 1000',
      'trackEnd 1000',
      'dtmf',
      'dtmf',
    ]);
    expect(bench.of('interruption')[0]).toMatchObject({ cause: 'keys' });
    expect(bench.of('dtmf')).toMatchObject([
      { digit: '5', phase: 'start', trackId: bench.stream.callerTrack },
      { digit: '5', phase: 'end', durationMs: 100 },
    ]);
  });

  it.each([[undefined], [['keys' as const]]])('does not stop for speech when %s may', async (bargeIn) => {
    set({ vad });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(50), bargeIn });
    bench.leg.say(speech(400));
    await bench.run(900);
    expect(bench.of('startSpeaking')).toHaveLength(1);
    expect(bench.of('interruption')).toEqual([]);
  });
});

describe('speech', () => {
  it('is told when it began and how long it lasted, as it was spoken, and how long the decision took', async () => {
    set({ vad }, 60);
    const startMs = bench.clock.nowMs();
    await bench.run(400);
    bench.leg.say(speech(500));
    await bench.run(1000);
    const [began] = bench.of('startSpeaking');
    const [quiet] = bench.of('silence');
    expect(Math.abs((began?.startTime ?? 0) - startMs - 400)).toBeLessThanOrEqual(20);
    expect(Math.abs((quiet?.startTime ?? 0) - startMs - 900)).toBeLessThanOrEqual(20);
    expect(Math.abs((quiet?.duration ?? 0) - 500)).toBeLessThanOrEqual(20);
    const [measured] = bench.of('metrics').filter(({ key }) => key === 'vad');
    // 200 ms of silence that end a turn, 60 ms in the buffer of the leg.
    expect(Math.abs((measured?.duration ?? 0) - 260)).toBeLessThanOrEqual(40);
  });

  it('is told of where it does not come: quiet as it passes, since the last word, again and again', async () => {
    set({ vad: { ...vad, silenceTimeout: 1000 } });
    const startMs = bench.clock.nowMs();
    await bench.run(1500);
    bench.leg.say(speech(400));
    await bench.run(2700);
    const told = bench.of('silence').map(({ startTime, duration }) => [startTime - startMs, duration]);
    expect(told).toHaveLength(4);
    const near = [
      [0, 1000],
      [1900, 400],
      [1900, 1000],
      [2900, 1000],
    ];
    for (const [at, [from = 0, lasting = 0]] of near.entries()) {
      expect(Math.abs((told[at]?.[0] ?? 0) - from)).toBeLessThanOrEqual(60);
      expect(Math.abs((told[at]?.[1] ?? 0) - lasting)).toBeLessThanOrEqual(60);
    }
  });

  it('stays quiet without VAD, and starts and pauses on command', async () => {
    bench.leg.say(speech(300));
    await bench.run(600);
    expect(bench.of('startSpeaking')).toEqual([]);
    bench.stream.perform({ command: 'vad', action: 'start', option: vad });
    bench.leg.say(speech(300));
    await bench.run(600);
    bench.stream.perform({ command: 'vad', action: 'pause' });
    bench.leg.say(speech(300));
    await bench.run(600);
    expect(bench.of('startSpeaking')).toHaveLength(1);
  });

  /** Loud for the VAD (below zero, which the fake recogniser does not read), with a word in the middle. */
  const utterance = (word: string): Int16Array => {
    const sound = new Int16Array(400 * 8).fill(-8000);
    sound.set(fakeSpeech(word), 1600);
    return sound;
  };
  const choices = [
    { id: 'sales', phrases: ['sales'] },
    { id: 'help', phrases: ['help', 'support'] },
  ];
  const listen = { command: 'asr', action: 'start', option: { provider: 'fake', choices } } as const;

  it('is understood as one of the choices, with times and the time it took', async () => {
    set({ vad });
    const startMs = bench.clock.nowMs();
    bench.stream.perform(listen);
    await bench.run(200);
    bench.leg.say(utterance('support'));
    await bench.run(1000);
    const [final] = bench.of('transcriptionFinal');
    expect(final).toMatchObject({ text: 'support', choice: 'help', index: 0, trackId: bench.stream.callerTrack });
    expect(final?.startTime).toBeGreaterThanOrEqual(startMs);
    expect(final?.startTime).toBeLessThanOrEqual(startMs + 220);
    expect(bench.of('metrics').map(({ key }) => key)).toEqual(['vad', 'asr']);
  });

  it('is understood by a built-in grammar, until something else is asked', async () => {
    set({ vad });
    bench.stream.perform({ command: 'asr', action: 'start', option: { provider: 'fake', grammar: 'number' } });
    bench.leg.say(utterance('forty two'));
    await bench.run(1000);
    bench.stream.perform(listen);
    bench.leg.say(utterance('forty two'));
    await bench.run(1000);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ text: 'forty two' }, { text: '' }]);
  });

  it('outside the choices is a final without text', async () => {
    set({ vad });
    bench.stream.perform(listen);
    bench.leg.say(utterance('banana'));
    await bench.run(1000);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ text: '' }]);
    expect(bench.of('transcriptionFinal')[0]?.choice).toBeUndefined();
  });

  it('that began before anybody listened counts from its beginning', async () => {
    set({ vad });
    bench.leg.say(utterance('sales'));
    await bench.run(320);
    bench.stream.perform(listen);
    await bench.run(700);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ choice: 'sales' }]);
  });

  it('is not understood before listening, after it and during a pause', async () => {
    set({ vad });
    bench.leg.say(utterance('sales'));
    await bench.run(800);
    bench.stream.perform(listen);
    bench.stream.perform({ command: 'asr', action: 'pause' });
    bench.leg.say(utterance('sales'));
    await bench.run(800);
    bench.stream.perform({ command: 'asr', action: 'resume' });
    bench.leg.say(utterance('help'));
    await bench.run(800);
    bench.stream.perform({ command: 'asr', action: 'stop' });
    bench.leg.say(utterance('sales'));
    await bench.run(800);
    expect(bench.of('transcriptionFinal').map(({ choice }) => choice)).toEqual(['help']);
  });

  it('is listened to without a VAD of one’s own: the recogniser brings it', async () => {
    bench.stream.perform(listen);
    bench.leg.say(utterance('sales'));
    await bench.run(2500);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ choice: 'sales' }]);
  });

  it('for a recogniser nobody knows is refused', () => {
    expect(() => bench.stream.perform({ command: 'asr', action: 'start', option: { provider: 'oracle' } })).toThrow(
      expect.objectContaining({ code: 'speech.asrFailed' }),
    );
  });

  it('is understood from the start when the call was opened with choices', async () => {
    set({ vad, asr: { provider: 'fake', language: 'en-US', choices } });
    bench.leg.say(utterance('sales'));
    await bench.run(1000);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ choice: 'sales' }]);
  });

  it('in a language the recogniser lacks is an error', async () => {
    bench.stream.perform({ ...listen, option: { ...listen.option, language: 'xx' } });
    await bench.run(20);
    expect(bench.of('error')).toMatchObject([{ sender: 'asr', code: 'speech.unsupportedLanguage' }]);
  });
});

describe('a turn', () => {
  const choices = [
    { id: 'account', phrases: ['account'] },
    { id: 'balance', phrases: ['account balance'] },
  ];
  /** Loud for the VAD, with words from 200 ms on. */
  const utterance = (words: string): Int16Array => {
    const sound = new Int16Array(400 * 8).fill(-8000);
    sound.set(fakeSpeech(words), 1600);
    return sound;
  };
  const asr = { provider: 'fake', language: 'en-US', choices } as const;
  /** Milliseconds from the end of an utterance to what is told then. */
  const afterSpeech = async (words: string): Promise<number> => {
    await bench.run(100);
    const endMs = bench.clock.nowMs() + 400;
    bench.leg.say(utterance(words));
    await bench.run(2500);
    return (bench.of('eou')[0]?.timestamp ?? 0) - endMs;
  };

  it.each([100, 300, 800])(
    'is over %i ms after the voice fell silent, whatever the VAD calls silence',
    async (silence) => {
      set({ vad: { ...vad, silencePadding: 500 }, asr, eou: { silence } });
      expect(Math.abs((await afterSpeech('account balance')) - silence)).toBeLessThanOrEqual(40);
      expect(bench.of('eou')).toMatchObject([{ completed: true, trackId: bench.stream.callerTrack }]);
      expect(bench.of('transcriptionFinal')).toMatchObject([{ choice: 'balance', index: 0 }]);
      expect(bench.of('silence')).toHaveLength(1);
      expect(bench.of('metrics').map(({ key }) => key)).toEqual(expect.arrayContaining(['vad', 'eou', 'asr']));
    },
  );

  it('goes on after a pause that is shorter, and is understood as a whole', async () => {
    set({ vad: { ...vad, silencePadding: 300 }, asr, eou: { silence: 700 } });
    bench.leg.say(utterance('account'));
    await bench.run(800);
    bench.leg.say(utterance(' balance'));
    await bench.run(1500);
    expect(bench.story('startSpeaking', 'silence', 'eou', 'transcriptionFinal')).toEqual([
      ...['startSpeaking', 'silence', 'startSpeaking', 'silence'],
      ...['eou', 'transcriptionFinal'],
    ]);
    expect(bench.of('transcriptionFinal')).toMatchObject([{ choice: 'balance' }]);
  });

  it('is two turns when the pause is longer, though the VAD called it none', async () => {
    set({ vad: { ...vad, silencePadding: 800 }, asr, eou: { silence: 200 } });
    bench.leg.say(utterance('account'));
    await bench.run(800);
    bench.leg.say(utterance('account balance'));
    await bench.run(1500);
    expect(bench.of('startSpeaking')).toHaveLength(1);
    expect(bench.of('transcriptionFinal')).toMatchObject([
      { choice: 'account', index: 0 },
      { choice: 'balance', index: 1 },
    ]);
  });

  it('is waited for longer while what was said is the beginning of something longer', async () => {
    set({ vad, asr, eou: { silence: 300, unfinishedSilence: 1200 } });
    expect(Math.abs((await afterSpeech('account x')) - 1200)).toBeLessThanOrEqual(40);
    await bench.stream.close();
    set({ vad, asr, eou: { silence: 300, unfinishedSilence: 1200 } });
    expect(Math.abs((await afterSpeech('balance x')) - 300)).toBeLessThanOrEqual(40);
  });

  it('is not told where nobody asked for it', async () => {
    set({ vad, asr });
    await afterSpeech('account');
    expect(bench.of('eou')).toEqual([]);
  });
});

describe('words', () => {
  const choices = [{ id: 'sales', phrases: ['sales', 'sales please'] }];
  const asr = { provider: 'fake', language: 'en-US', choices } as const;
  const noisy = (words: string): Int16Array => {
    const sound = new Int16Array(400 * 8).fill(-8000);
    sound.set(fakeSpeech(words), 1600);
    return sound;
  };

  it('stop what only words may stop; a cough does not', async () => {
    set({ vad, asr });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(200), playId: 'a', bargeIn: ['words'] });
    bench.leg.say(noisy(''));
    await bench.run(1000);
    expect(bench.of('startSpeaking')).toHaveLength(1);
    expect(bench.of('interruption')).toEqual([]);
    bench.leg.say(noisy('sales'));
    await bench.run(1000);
    expect(bench.of('interruption')).toMatchObject([{ cause: 'words', playId: 'a' }]);
  });

  it('stop it as soon as the first of them is understood', async () => {
    set({ vad, asr });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(200), bargeIn: ['words'] });
    bench.leg.say(noisy('sales please'));
    await bench.run(420);
    expect(bench.of('transcriptionFinal')).toEqual([]);
    expect(bench.of('interruption')).toMatchObject([{ cause: 'words' }]);
  });
});

describe('a key', () => {
  it('that comes by RTP and by SIP INFO is one digit', async () => {
    bench.stream.onKey({ digit: '5', phase: 'start' });
    await bench.run(100);
    bench.stream.onKey({ digit: '5', phase: 'end', durationMs: 100 });
    await bench.run(60);
    bench.stream.pressKey('5', 100);
    expect(bench.of('dtmf').map(({ digit, phase }) => `${digit} ${phase}`)).toEqual(['5 start', '5 end']);
  });
});
