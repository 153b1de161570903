import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWavHeader, parseWavHeader } from '@callwright/audio';
import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestCall } from './testing/test-call.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const RATE_HZ = 16_000;
const longSpeech = drawFlow({ steps: { talk: ['say', { text: 'word '.repeat(200) }] }, lines: [] });
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
  exchange.line('long', longSpeech);
});
afterEach(() => exchange.finish());

/** What a sound process leaves on disk when it is killed: more samples than its header tells of. */
const writeLaggingRecording = (call: TestCall, seconds: number): string => {
  const path = join(exchange.recordingsDir, `${call.id}.wav`);
  const samples = new Int16Array(seconds * RATE_HZ * 2).fill(1000);
  const header = formatWavHeader(RATE_HZ, 2, RATE_HZ);
  writeFileSync(path, Buffer.concat([header, new Uint8Array(samples.buffer)]));
  return path;
};

describe('a sound process that dies', () => {
  it('ends its calls with an error and one hangup, and no others', async () => {
    const lost = await exchange.call('long');
    const other = await exchange.call('long');
    await exchange.pass(1_000);
    exchange.sound.loseProcessOf(lost.id);
    await exchange.until(() => lost.isOver);
    expect(lost.told.slice(-2)).toEqual(['error', 'hangup']);
    expect(lost.leg.named('error')).toMatchObject([{ code: 'media.soundLost', sender: 'media' }]);
    expect(lost.story.end).toMatchObject({ reason: 'failed', initiator: 'system', outcome: 'failed', recording: null });
    expect(lost.story.lines).toContainEqual(expect.objectContaining({ kind: 'problem', code: 'media.soundLost' }));
    await exchange.until(() => other.isOver);
    expect(other.story.end?.outcome).toBe('completed');
  });

  it('leaves a recording that plays to its end', async () => {
    const call = await exchange.call('long');
    const readyAtMs = exchange.clock.nowMs();
    const path = writeLaggingRecording(call, 3);
    await exchange.pass(5_000);
    exchange.sound.loseProcessOf(call.id);
    await exchange.until(() => call.isOver);
    expect(call.story.end?.recording).toEqual({
      file: `${call.id}.wav`,
      durationMs: 3_000,
      rateHz: RATE_HZ,
      startedAtMs: readyAtMs,
      sizeBytes: 44 + 3 * RATE_HZ * 4,
    });
    const file = readFileSync(path);
    expect(parseWavHeader(file.subarray(0, 44), file.length)).toMatchObject({ frameCount: 3 * RATE_HZ });
    expect(file.readUInt32LE(40)).toBe(3 * RATE_HZ * 4);
  });

  it('ends the call all the same when what it left is no recording', async () => {
    const call = await exchange.call('long');
    writeFileSync(join(exchange.recordingsDir, `${call.id}.wav`), 'not a sound in here, only words and more words');
    exchange.sound.loseProcessOf(call.id);
    await exchange.until(() => call.isOver);
    expect(call.story.end).toMatchObject({ recording: null, outcome: 'failed' });
  });

  it('ends a call that was still being answered', async () => {
    const release = exchange.sound.hold('open');
    const call = await exchange.begin(exchange.leg('long'));
    exchange.sound.loseProcessOf(call.id);
    release();
    await exchange.until(() => call.isOver);
    expect(call.told).toEqual(['session', 'error', 'hangup']);
    expect(call.errors).toEqual(['media.soundLost']);
  });

  it('refuses what its calls still ask for', async () => {
    const call = await exchange.call('', controller);
    writeLaggingRecording(call, 1);
    exchange.sound.loseProcessOf(call.id);
    await call.asks({ command: 'tts', text: 'Hello?' });
    expect(call.errors).toEqual(['media.soundLost', 'call.ended']);
    await exchange.until(() => call.isOver);
  });
});

describe('a sound process that hangs', () => {
  it('does not keep a call from ending: its recording is taken as it lies', async () => {
    const call = await exchange.call('', controller);
    writeLaggingRecording(call, 2);
    const release = exchange.sound.hold('close');
    await call.asks({ command: 'hangup' });
    await exchange.pass(4_900);
    expect(call.isOver).toBe(false);
    await exchange.pass(100);
    await exchange.until(() => call.isOver);
    expect(call.story.end).toMatchObject({ recording: { durationMs: 2_000 }, outcome: 'completed' });
    release();
    await exchange.pass(0);
  });
});

describe('a caller who vanishes', () => {
  it('is hung up on as lost when no packet comes any more', async () => {
    const call = await exchange.call('long');
    await exchange.pass(1_000);
    call.caller.vanishes();
    await exchange.until(() => call.isOver);
    expect(call.told.slice(-2)).toEqual(expect.arrayContaining(['hangup']));
    expect(call.story.end).toMatchObject({ reason: 'transport', initiator: 'caller', outcome: 'abandoned' });
    expect(call.story.end?.recording?.durationMs).toBe(1_000);
  });

  it('is hung up on as lost when they vanish before sound ever flowed', async () => {
    exchange.sound.world.connectMs = null;
    const call = await exchange.call('long');
    call.caller.vanishes();
    await exchange.until(() => call.isOver);
    expect(call.errors).toEqual(['media.timeout']);
    expect(call.story.end).toMatchObject({ reason: 'transport', recording: null });
  });

  it('is hung up on as lost when the connection breaks', async () => {
    const call = await exchange.call('long');
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    expect(call.story.end).toMatchObject({ reason: 'transport', initiator: 'caller' });
  });
});

describe('a call that breaks down', () => {
  it('ends when its stream has a defect, its recording kept and its neighbours unharmed', async () => {
    const [broken, other] = [await exchange.call('', controller), await exchange.call('', controller)];
    await exchange.pass(2_000);
    broken.caller.breaks();
    await exchange.until(() => broken.isOver);
    expect(broken.errors).toEqual(['media.soundLost']);
    expect(broken.story.end).toMatchObject({ reason: 'failed', outcome: 'failed' });
    expect(broken.story.end?.recording?.durationMs).toBe(2_080);
    expect(other.isOver).toBe(false);
  });

  it('is not ended by a command that a slow sound process did not answer', async () => {
    const call = await exchange.call('', controller);
    const error = 'The sound process did not answer perform in time.';
    call.session.post({ event: 'error', timestamp: 0, sender: 'tts', error, code: 'media.timeout' });
    await exchange.pass(1_000);
    expect(call.isOver).toBe(false);
  });

  it('ends by itself when an event cannot be handled, and leaves the others alone', async () => {
    const other = await exchange.call('', controller);
    const call = await exchange.call('', controller);
    call.session.onEvent((event) => {
      if (event.event === 'dtmf') throw new Error('a defect of ours');
    });
    call.caller.presses('1');
    await exchange.until(() => call.isOver);
    expect(call.story.end).toMatchObject({ reason: 'failed', initiator: 'system', outcome: 'failed' });
    expect(call.story.lines).toContainEqual(expect.objectContaining({ kind: 'problem', code: 'internal' }));
    expect(other.isOver).toBe(false);
  });

  it('takes the failed exit when a recording is missing', async () => {
    const flow = drawFlow({
      steps: { jingle: ['play', { url: 'prompt:nowhere' }], sorry: ['hangup', { text: 'Sorry.' }], fine: ['hangup'] },
      lines: [
        ['jingle', 'done', 'fine'],
        ['jingle', 'failed', 'sorry'],
      ],
    });
    exchange.line('jingle', flow);
    const call = await exchange.call('jingle');
    await exchange.until(() => call.isOver);
    expect(call.path).toEqual(['jingle', 'sorry']);
    expect(call.story.end?.outcome).toBe('completed');
  });

  it('says the failure prompt when nothing handles a missing recording', async () => {
    exchange.line('bare', drawFlow({ steps: { jingle: ['play', { url: 'prompt:nowhere' }] } }));
    const call = await exchange.call('bare');
    await exchange.until(() => call.isOver);
    expect(call.caller.heard).toEqual(['I am sorry, something went wrong. Please call again later.']);
    expect(call.story.end).toMatchObject({ outcome: 'failed', reason: 'autohangup' });
  });
});
