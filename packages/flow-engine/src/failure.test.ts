import type { EngineEvent } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { isFailureOf, isRefusalOf } from './failure.js';

const ack = (ok: boolean, commandId?: string): EngineEvent => ({
  event: 'ack',
  command: 'tts',
  ok,
  commandId,
  timestamp: 0,
});
const error = (ids: { commandId?: string; playId?: string }): EngineEvent => ({
  event: 'error',
  sender: 'tts',
  error: 'x',
  code: 'internal',
  timestamp: 0,
  ...ids,
});

describe('isRefusalOf and isFailureOf', () => {
  it.each<[string, EngineEvent, boolean, boolean]>([
    ['a refused command', ack(false, 'a'), true, true],
    ['an accepted command', ack(true, 'a'), false, false],
    ['another refused command', ack(false, 'b'), false, false],
    ['a refused command without an id', ack(false), false, false],
    ['an error of the command', error({ commandId: 'a' }), true, true],
    ['an error of the playback', error({ playId: 'a' }), false, true],
    ['an error of something else', error({ commandId: 'b', playId: 'c' }), false, false],
    ['an error of nothing in particular', error({}), false, false],
    ['another event', { event: 'flowStarted', timestamp: 0, input: {} }, false, false],
  ])('%s', (_, event, refused, failed) => {
    expect(isRefusalOf(event, 'a')).toBe(refused);
    expect(isFailureOf(event, 'a')).toBe(failed);
  });
});
