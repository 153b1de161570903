import { describe, expect, it } from 'vitest';
import { journal } from '../calls/journal/fixtures';
import { waitsFor } from './waits-for';

const enter = (nodeId: string) => ({ effect: 'stepEntered' as const, nodeId });
const command = (command: Record<string, unknown>) => ({ effect: 'command' as const, command });

describe('waitsFor', () => {
  it('follows a call from speaking to listening to ringing to talking', () => {
    const lines = journal(
      [0, 'effect', enter('welcome')],
      [10, 'effect', command({ command: 'tts', text: 'Hello.' })],
      [900, 'effect', enter('main')],
      [910, 'effect', command({ command: 'gather', gatherId: 'g', input: ['dtmf'], prompt: { text: 'Press 1.' } })],
      [2_000, 'event', { event: 'trackEnd', trackId: 'callee', durationMs: 1_000 }],
      [3_000, 'effect', enter('desk')],
      [3_010, 'effect', command({ command: 'refer', target: 'desk' })],
      [4_000, 'event', { event: 'referStatus', referId: 'r', status: 'trying', target: 'desk' }],
      [5_000, 'event', { event: 'referStatus', referId: 'r', status: 'answered', target: 'desk' }],
      [9_000, 'event', { event: 'hangup', reason: 'x', initiator: 'caller', startTime: '', hangupTime: '' }],
    );
    expect(lines.map((_, at) => waitsFor(lines.slice(0, at + 1)))).toEqual([
      null,
      { for: 'speaking', sinceMs: 10 },
      null,
      { for: 'asking', sinceMs: 910 },
      { for: 'listening', sinceMs: 2_000 },
      null,
      { for: 'ringing', sinceMs: 3_010 },
      { for: 'ringing', sinceMs: 3_010 },
      { for: 'connected', sinceMs: 5_000 },
      null,
    ]);
  });

  it('waits in line while it is told how long that takes, until somebody comes', () => {
    const lines = journal(
      [0, 'effect', enter('queue')],
      [10, 'effect', command({ command: 'enqueue', queueId: 'q', queue: 'support' })],
      [20, 'event', { event: 'queueResult', queueId: 'q', queue: 'support', status: 'waiting', position: 1 }],
      [30, 'effect', command({ command: 'tts', text: 'You are number 1 in line.' })],
      [900, 'event', { event: 'trackEnd', trackId: 'callee', durationMs: 800 }],
      [5_000, 'event', { event: 'queueResult', queueId: 'q', queue: 'support', status: 'answered' }],
    );
    expect(lines.map((_, at) => waitsFor(lines.slice(0, at + 1)))).toEqual([
      null,
      ...Array.from({ length: 4 }, () => ({ for: 'queued', sinceMs: 10 })),
      { for: 'connected', sinceMs: 5_000 },
    ]);
  });

  it('rings while others are called, until one of them answers', () => {
    const lines = journal(
      [10, 'effect', command({ command: 'dial', dialId: 'd', targets: [{ target: 'desk' }] })],
      [20, 'event', { event: 'dialResult', dialId: 'd', status: 'trying' }],
      [4_000, 'event', { event: 'dialResult', dialId: 'd', status: 'answered', target: 'desk' }],
    );
    expect(lines.map((_, at) => waitsFor(lines.slice(0, at + 1)))).toEqual([
      { for: 'ringing', sinceMs: 10 },
      { for: 'ringing', sinceMs: 10 },
      { for: 'connected', sinceMs: 4_000 },
    ]);
  });
});
