import { FakeClock } from '@callwright/flow-engine/testing';
import { workspaceId } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TakosTicket } from '../ports.js';
import { Tokens, UNUSED_TOKEN_MS } from './tokens.js';

const room = { workspaceId: workspaceId.parse('home'), roomId: 'ann@a.test-bob@b.test' };
const ticketOf = (userId: string, roomId = room.roomId): TakosTicket => ({
  ...{ ...room, roomId, userId },
  ...{ callType: 'audio', kind: 'friend' },
});

describe('tokens for rooms', () => {
  let clock: FakeClock;
  let tokens: Tokens;
  let isLive = false;
  let count = 0;
  beforeEach(() => {
    clock = new FakeClock(1_700_000_000_000);
    isLive = false;
    tokens = new Tokens({ clock, newToken: () => `t${++count}`, isLive: () => isLive });
  });

  it('are bound to the one they were issued to', () => {
    const [ann, bob] = [tokens.issue(ticketOf('ann@a.test')), tokens.issue(ticketOf('bob@b.test'))];
    expect(tokens.take(bob)).toEqual(ticketOf('bob@b.test'));
    expect(tokens.take(ann)).toEqual(ticketOf('ann@a.test'));
    expect(tokens.take('another')).toBeNull();
  });

  it('expire after two minutes without use', () => {
    const [early, late] = [tokens.issue(ticketOf('ann@a.test')), tokens.issue(ticketOf('bob@b.test'))];
    clock.advance(UNUSED_TOKEN_MS - 1);
    expect(tokens.take(early)).not.toBeNull();
    clock.advance(1);
    isLive = true;
    expect(tokens.take(late)).toBeNull();
    expect(tokens.take(early)).not.toBeNull();
  });

  it('let their user come back for as long as the call lives', () => {
    const token = tokens.issue(ticketOf('ann@a.test'));
    tokens.take(token);
    isLive = true;
    clock.advance(3_600_000);
    expect(tokens.take(token)).toEqual(ticketOf('ann@a.test'));
    isLive = false;
    expect(tokens.take(token)).toBeNull();
    isLive = true;
    expect(tokens.take(token)).toBeNull();
  });

  it('are worth nothing after the end of their call, and others are', () => {
    const token = tokens.issue(ticketOf('ann@a.test'));
    const other = tokens.issue(ticketOf('ann@a.test', 'group'));
    tokens.take(token);
    tokens.revoke(room);
    expect(tokens.take(token)).toBeNull();
    expect(tokens.take(other)).not.toBeNull();
    expect(tokens.count).toBe(1);
  });

  it('are not given out without bound, and those that expired make room', () => {
    for (let n = 0; n < 20_000; n++) tokens.issue(ticketOf('ann@a.test'));
    expect(() => tokens.issue(ticketOf('ann@a.test'))).toThrow(/Too many/);
    clock.advance(UNUSED_TOKEN_MS);
    expect(tokens.take(tokens.issue(ticketOf('ann@a.test')))).not.toBeNull();
    expect(tokens.count).toBe(1);
  });
});
