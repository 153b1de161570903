import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../platform/logging.js';
import { settle } from '../../../platform/settle.js';
import type { TranscriptionEvent, TranscriptionOptions } from '../asr/port.js';
import type { Line, LineEvents, LineSettings } from './line.js';
import { RemoteClient } from './remote-client.js';
import { MAX_KEPT_MS } from './utterance-sound.js';

const RATE_HZ = 16_000;
const TIMEOUT_MS = 5000;
const options: TranscriptionOptions = { rateHz: RATE_HZ, language: 'en-US', grammar: 'free', partials: true };
const second = new Int16Array(RATE_HZ).fill(7);
const lost = new AppError('speech.unavailable', 'gone');

/** A line that notes what it is given; the test is the service. */
class TestLine implements Line {
  readonly settings: LineSettings;
  readonly events: LineEvents;
  isReady = false;
  isClosed = false;
  sampleCount = 0;
  finishCount = 0;

  constructor(settings: LineSettings, events: LineEvents) {
    this.settings = settings;
    this.events = events;
  }

  send(packet: Int16Array): void {
    this.sampleCount += packet.length;
  }

  finish(): void {
    this.finishCount += 1;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  connect(): void {
    this.isReady = true;
    this.events.onReady();
  }

  answer(text: string): void {
    this.events.onHeard({ heard: 'settled', text });
    this.events.onHeard({ heard: 'done' });
  }
}

let lines: TestLine[];
let events: TranscriptionEvent[];
let clock: FakeClock;
const line = (index: number): TestLine => {
  const found = lines[index];
  if (!found) throw new Error(`There is no line ${index}`);
  return found;
};
const texts = () =>
  events.map((event) => ('text' in event ? event.text : event.event === 'error' ? event.code : event.event));

function open(isOneShot = false, apiKey: string | null = null): RemoteClient {
  return new RemoteClient({
    rules: { title: 'A service', languages: [], wireRateHz: (rateHz) => rateHz, needsKey: false },
    apiKey,
    openLine: (settings, lineEvents) => {
      const opened = new TestLine(settings, lineEvents);
      lines.push(opened);
      return opened;
    },
    isOneShot,
    timeoutMs: TIMEOUT_MS,
    clock,
    log: silentLog,
    onEvent: (event) => events.push(event),
    onClose: () => undefined,
  });
}

describe('a client of a recogniser elsewhere', () => {
  beforeEach(() => {
    lines = [];
    events = [];
    clock = new FakeClock();
  });

  it('opens its line when it starts, and keeps it for the next start that asks for the same', () => {
    const client = open();
    client.start(options);
    expect(lines).toHaveLength(1);
    client.start(options);
    expect(lines).toHaveLength(1);
    client.start({ ...options, language: 'fr-FR' });
    expect(lines).toHaveLength(2);
    expect(line(0).isClosed).toBe(true);
  });

  it('keeps what is said before the line is there, the newest 20 s of it', async () => {
    const client = open();
    client.start(options);
    for (let n = 0; n < 25; n++) client.write(second);
    client.flush();
    await settle();
    expect(line(0).sampleCount).toBe(0);
    line(0).connect();
    const keptMs = (line(0).sampleCount * 1000) / RATE_HZ;
    expect(keptMs).toBeLessThanOrEqual(MAX_KEPT_MS);
    expect(keptMs).toBeGreaterThan(MAX_KEPT_MS - 100);
    line(0).answer('all');
    expect(events.at(-1)).toMatchObject({ event: 'final', startMs: 0, endMs: 25_000 });
  });

  it('sends an utterance once more when its line broke, and gives up when that one breaks too', async () => {
    const client = open();
    client.start(options);
    line(0).connect();
    client.write(second);
    line(0).events.onHeard({ heard: 'settled', text: 'half' });
    line(0).events.onLost(lost, true);
    line(1).connect();
    client.write(second);
    client.flush();
    await settle();
    expect(line(1).sampleCount).toBe(2 * RATE_HZ);
    line(1).events.onLost(lost, true);
    expect(lines).toHaveLength(2);
    expect(texts()).toEqual(['half', 'speech.unavailable']);
  });

  it('opens a line that was closed while nobody spoke when somebody does', () => {
    const client = open();
    client.start(options);
    line(0).connect();
    line(0).events.onLost(lost, true);
    expect(events).toEqual([]);
    expect(lines).toHaveLength(1);
    client.write(second);
    line(1).connect();
    expect(line(1).sampleCount).toBeGreaterThan(0);
  });

  it('says at once that it cannot connect, and tries again with the next utterance', async () => {
    const client = open();
    client.start(options);
    line(0).events.onLost(lost, false);
    expect(events).toMatchObject([{ event: 'error', code: 'speech.unavailable', isAnswer: false }]);
    client.write(second);
    line(1).connect();
    client.flush();
    await settle();
    line(1).answer('hello');
    expect(events.at(-1)).toMatchObject({ event: 'final', text: 'hello' });
  });

  it('sends an utterance only when the one before is answered, and opens the next line of a service that hangs up', async () => {
    const client = open(true);
    client.start(options);
    line(0).connect();
    for (let n = 0; n < 2; n++) {
      client.write(second);
      client.flush();
    }
    await settle();
    expect([line(0).sampleCount, line(0).finishCount]).toEqual([RATE_HZ, 1]);
    line(0).answer('one');
    line(1).connect();
    line(1).answer('two');
    expect(texts()).toEqual(['one', 'two']);
    expect(lines).toHaveLength(3);
  });

  it('answers with a timeout what nobody answers, and takes no late answer for that of another', async () => {
    const client = open();
    client.start(options);
    line(0).connect();
    client.write(second);
    client.flush();
    await settle();
    clock.advance(TIMEOUT_MS);
    client.write(second);
    client.flush();
    await settle();
    line(0).answer('late');
    line(1).connect();
    line(1).answer('mine');
    expect(texts()).toEqual(['speech.timeout', 'mine']);
  });

  it('answers more utterances than it keeps with an error, in their order', async () => {
    const client = open();
    client.start(options);
    for (let n = 0; n < 10; n++) {
      client.write(second);
      client.flush();
    }
    await settle();
    line(0).connect();
    for (let n = 0; n < 8; n++) line(0).answer(`${n}`);
    expect(texts()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', 'speech.unavailable', 'speech.unavailable']);
  });

  it('drops what was not flushed with the line it went over, for it would be heard in the next utterance', async () => {
    const client = open();
    client.start(options);
    line(0).connect();
    client.write(second);
    client.start(options);
    expect(line(0).isClosed).toBe(true);
    line(1).connect();
    client.write(second);
    client.flush();
    await settle();
    expect(line(1).sampleCount).toBe(RATE_HZ);
  });

  it('gives its line the key it was made with', () => {
    open(false, 'a key').start(options);
    expect(line(0).settings.apiKey).toBe('a key');
  });

  it('leaves no timer behind and says nothing once closed', async () => {
    const client = open();
    client.start(options);
    line(0).connect();
    client.write(second);
    client.flush();
    await Promise.all([client.close(), client.close()]);
    line(0).answer('late');
    client.start(options);
    expect([events, clock.timerCount, lines.length]).toEqual([[], 0, 1]);
  });
});
