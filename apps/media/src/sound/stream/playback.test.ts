import { dtmfTones, findSound, isSilent, levelDb, sweep } from '@callwright/audio';
import { SERVER_TRACK } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beep } from './beep.js';
import { createStreamBench, hum, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
const playbackNames = ['trackStart', 'trackEnd', 'interruption', 'error'] as const;
let bench: StreamBench;
beforeEach(() => {
  bench = createStreamBench();
  bench.stream.start();
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
});

describe('playing', () => {
  it('sends a packet every tick, silence included', async () => {
    await bench.run(1000);
    expect(bench.leg.heard()).toHaveLength(RATE_HZ);
    expect(isSilent(bench.leg.heard())).toBe(true);
  });

  it('plays a text to its end and reports start and end with its length', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(25), playId: 'a' });
    await bench.run(700);
    expect(bench.of('trackStart', 'trackEnd')).toMatchObject([
      { event: 'trackStart', trackId: SERVER_TRACK, playId: 'a' },
      { event: 'trackEnd', trackId: SERVER_TRACK, playId: 'a', durationMs: 500 },
    ]);
    expect(bench.of('trackEnd')[0]?.interrupted).toBeUndefined();
    expect(findSound(bench.leg.heard(), hum('x'.repeat(25), RATE_HZ)).correlation).toBeGreaterThan(0.99);
  });

  it('appends a text of the same play id, or of none, without a gap', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(10), playId: 'a' });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(10), playId: 'a' });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(5) });
    await bench.run(700);
    expect(bench.story(...playbackNames)).toEqual(['trackStart a', 'trackEnd a']);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(500);
  });

  it('replaces a text by one of another play id: interruption, end, start', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(50), playId: 'a' });
    await bench.run(200);
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(5), playId: 'b' });
    await bench.run(300);
    expect(bench.story(...playbackNames)).toEqual([
      'trackStart a',
      'interruption a',
      'trackEnd a',
      'trackStart b',
      'trackEnd b',
    ]);
    const [interruption] = bench.of('interruption');
    expect(interruption).toMatchObject({ cause: 'command', totalMs: 1000 });
    expect(interruption?.positionMs).toBeGreaterThanOrEqual(180);
    expect(interruption?.positionMs).toBeLessThanOrEqual(240);
    expect(bench.of('trackEnd')[0]).toMatchObject({ interrupted: true });
  });

  it('lets play and tts replace each other on the one track', async () => {
    bench.stream.perform({ command: 'play', url: '500' });
    await bench.run(100);
    bench.stream.perform({ command: 'tts', text: 'x', playId: 'b' });
    await bench.run(100);
    bench.stream.perform({ command: 'play', url: '60', playId: 'c' });
    bench.stream.perform({ command: 'play', url: '60', playId: 'c' });
    await bench.run(200);
    expect(bench.story(...playbackNames)).toEqual([
      ...['trackStart 500', 'interruption 500', 'trackEnd 500'],
      ...['trackStart b', 'trackEnd b'],
      ...['trackStart c', 'interruption c', 'trackEnd c', 'trackStart c', 'trackEnd c'],
    ]);
  });

  it('repeats a looped file until it is interrupted', async () => {
    bench.stream.perform({ command: 'play', url: '90', loop: true });
    await bench.run(1000);
    expect(bench.of('trackEnd')).toEqual([]);
    bench.stream.perform({ command: 'interrupt' });
    expect(bench.story('interruption', 'trackEnd')).toEqual(['interruption 90', 'trackEnd 90']);
    expect(bench.of('trackEnd')[0]?.durationMs).toBeGreaterThan(900);
  });

  it('beeps as it plays anything else', async () => {
    bench.stream.perform({ command: 'play', url: 'tone:beep' });
    await bench.run(500);
    expect(bench.of('trackStart', 'trackEnd')).toMatchObject([
      { event: 'trackStart', trackId: SERVER_TRACK, playId: 'tone:beep' },
      { event: 'trackEnd', trackId: SERVER_TRACK, playId: 'tone:beep', durationMs: 400 },
    ]);
    expect(findSound(bench.leg.heard(), beep(RATE_HZ)).correlation).toBeGreaterThan(0.999);
  });

  it('reports what cannot be spoken or played, and ends it, so that nobody waits for ever', async () => {
    bench.stream.perform({ command: 'tts', text: 'bad', playId: 'a' });
    await bench.run(60);
    bench.stream.perform({ command: 'play', url: 'missing', playId: 'b' });
    await bench.run(60);
    expect(bench.story(...playbackNames)).toEqual([
      ...['trackStart a', 'error a', 'trackEnd a'],
      ...['trackStart b', 'error b', 'trackEnd b'],
    ]);
    expect(bench.of('error').map(({ code, sender }) => [sender, code])).toEqual([
      ['tts', 'speech.ttsFailed'],
      ['play', 'media.promptMissing'],
    ]);
  });

  it('plays the other texts when one of them fails', async () => {
    for (const text of ['xxxxx', 'bad', 'xxxxx']) bench.stream.perform({ command: 'tts', text, playId: 'a' });
    await bench.run(400);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(200);
    expect(bench.of('error')).toHaveLength(1);
  });

  it('times the first packet after a command', async () => {
    bench.stream.perform({ command: 'tts', text: 'xxxxx', playId: 'a' });
    await bench.run(100);
    const keys = bench.of('metrics').map(({ key }) => key);
    expect(keys).toEqual(['tts.first', 'play.firstPacket']);
    expect(bench.of('metrics')[1]?.duration).toBe(20);
  });
});

describe('beginning in the middle of a sound', () => {
  const whole = sweep(3000, 300, 600, RATE_HZ);

  it('leaves out what is before it', async () => {
    bench.stream.perform({ command: 'play', url: 'sweep', seekMs: 250 });
    await bench.run(500);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 350 }]);
    const played = bench.leg.heard().filter((sample) => sample !== 0);
    expect(played).toEqual(whole.slice(250 * 8).filter((sample) => sample !== 0));
  });

  it('counts what is interrupted from the beginning of the sound, so that it can go on from there', async () => {
    bench.stream.perform({ command: 'play', url: 'sweep', seekMs: 250 });
    await bench.run(100);
    bench.stream.perform({ command: 'interrupt' });
    const [{ positionMs = 0, totalMs = 0 } = {}] = bench.of('interruption');
    const [{ durationMs = 0 } = {}] = bench.of('trackEnd');
    expect([positionMs - durationMs, totalMs]).toEqual([250, 600]);
    expect(durationMs).toBeLessThanOrEqual(120);
  });

  it.each([600, 5000])('ends at once beyond its end, at %i ms of 600', async (seekMs) => {
    bench.stream.perform({ command: 'play', url: 'sweep', seekMs });
    await bench.run(60);
    expect(bench.story(...playbackNames)).toEqual(['trackStart sweep', 'trackEnd sweep']);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(0);
    expect(isSilent(bench.leg.heard())).toBe(true);
  });

  it('of a looped sound does so once, and then plays the whole of it', async () => {
    bench.stream.perform({ command: 'play', url: 'sweep', seekMs: 500, loop: true });
    await bench.run(900);
    const end = findSound(bench.leg.heard(), whole.slice(500 * 8));
    const again = findSound(bench.leg.heard(), whole);
    expect([end.correlation, again.correlation]).toEqual([expect.closeTo(1), expect.closeTo(1)]);
    expect(again.offset - end.offset).toBe(100 * 8);
  });
});

describe('interrupting', () => {
  it('cuts without a click: a few milliseconds, then silence', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(50) });
    await bench.run(200);
    const before = bench.leg.heard().length;
    bench.stream.perform({ command: 'interrupt' });
    await bench.run(60);
    const after = bench.leg.heard().slice(before);
    expect(isSilent(after.slice(0, 30))).toBe(false);
    expect(isSilent(after.slice(40))).toBe(true);
  });

  it('fades out as long as it is told', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(50) });
    await bench.run(200);
    const before = bench.leg.heard().length;
    bench.stream.perform({ command: 'interrupt', fadeOutMs: 200 });
    expect(bench.of('trackEnd')).toEqual([]);
    await bench.run(300);
    const after = bench.leg.heard().slice(before);
    const levels = [0, 60, 120, 180].map((atMs) => levelDb(after.slice(atMs * 8, (atMs + 20) * 8)));
    expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    expect(isSilent(after.slice(200 * 8))).toBe(true);
    expect(bench.story('interruption', 'trackEnd')).toEqual(['interruption', 'trackEnd']);
  });

  it('gracefully lets the present text end and drops the rest', async () => {
    for (let n = 0; n < 3; n++) bench.stream.perform({ command: 'tts', text: 'x'.repeat(10), playId: 'a' });
    await bench.run(100);
    bench.stream.perform({ command: 'interrupt', graceful: true });
    await bench.run(600);
    expect(bench.of('trackEnd')[0]?.durationMs).toBe(200);
  });

  it('does nothing when nothing plays', () => {
    bench.stream.perform({ command: 'interrupt' });
    expect(bench.story(...playbackNames)).toEqual([]);
  });
});

describe('keys of the caller', () => {
  it('are heard as tones where they come no other way, and nowhere else', async () => {
    bench.leg.say(dtmfTones('12', RATE_HZ));
    await bench.run(500);
    expect(bench.of('dtmf')).toEqual([]);
    const { stream, leg } = bench.open('c-2');
    stream.attach(leg, { codec: 'PCMU', rateHz: RATE_HZ, keysAreTones: true });
    stream.start();
    leg.say(dtmfTones('12', RATE_HZ));
    await bench.run(500);
    expect(bench.of('dtmf').map(({ digit, phase }) => `${digit} ${phase}`)).toEqual([
      ...['1 start', '1 end'],
      ...['2 start', '2 end'],
    ]);
    await stream.close();
  });
});

describe('keys of our own', () => {
  it('sound beside what is played and are reported when sent', async () => {
    bench.stream.perform({ command: 'dtmf', digits: '12', dtmfId: 'd' });
    await bench.run(500);
    expect(
      findSound(bench.leg.heard(), dtmfTones('12', RATE_HZ, { toneMs: 100, gapMs: 100 })).correlation,
    ).toBeGreaterThan(0.99);
    expect(bench.of('dtmfSent')).toMatchObject([{ digits: '12', dtmfId: 'd' }]);
  });
});
