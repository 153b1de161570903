import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError, type CallId, type SessionEventName, workspaceId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOME, starter, TestExchange } from '../../../calls/testing/test-exchange.js';
import { silentLog } from '../../../platform/logging.js';
import { Bots, knownLine } from './bots.js';
import { FakeRooms, type FakeSeat } from './fake-rooms.js';

const room = { workspaceId: HOME, roomId: 'team', callType: 'audio', kind: 'group' } as const;

describe('a flow in a takos room', () => {
  let exchange: TestExchange;
  let rooms: FakeRooms;
  let bots: Bots;
  let count = 0;
  beforeEach(() => {
    exchange = new TestExchange();
    rooms = new FakeRooms();
    exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
    exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
    bots = new Bots({
      ...{ rooms, domain: 'home.test', soundHost: '127.0.0.1', clock: exchange.clock, log: silentLog },
      accept: (leg, principal) => exchange.registry.accept(leg, principal),
      endpoint: (name, workspace) => exchange.directory.endpoint(name, workspace),
      newId: () => `bot-${++count}`,
    });
  });
  afterEach(() => exchange.finish());

  const join = async (line: string): Promise<{ id: CallId; seat: FakeSeat }> => {
    const found = knownLine(bots.lineOf(`${line}@home.test`, HOME));
    const joining = bots.join({ line: found, room, from: 'team', principal: starter });
    const [id] = await Promise.all([joining, exchange.pass(0)]);
    const seat = rooms.seats.at(-1);
    if (!seat) throw new Error('Nobody sat down.');
    return { id, seat };
  };
  const eventsOf = (id: CallId, ...names: readonly SessionEventName[]) =>
    exchange
      .journal(id)
      .flatMap((line) =>
        line.kind === 'event' && names.some((name) => name === line.event.event) ? [line.event] : [],
      );
  const sourcesOf = (id: CallId) => exchange.sound.caller(id).rtp?.sources;
  const endOf = (id: CallId) => exchange.stories.of(id).end;

  it('sits as the line, begins when somebody comes, and ends when the last one goes', async () => {
    const { id, seat } = await join('patient');
    expect(seat.ticket).toEqual({ ...room, userId: 'patient@home.test' });
    expect(seat.said).toEqual(['sat', 'spoke']);
    expect(eventsOf(id, 'answer')).toEqual([]);
    seat.join('ann@a.test');
    await exchange.pass(1000);
    expect(eventsOf(id, 'answer', 'mediaReady')).toHaveLength(2);
    seat.join('bob@b.test');
    seat.leave('ann@a.test');
    await exchange.pass(1000);
    expect(endOf(id)).toBeNull();
    seat.leave('bob@b.test');
    await exchange.pass(1000);
    expect(endOf(id)).toMatchObject({ reason: 'caller', initiator: 'caller' });
    expect(seat.said).toEqual(['sat', 'spoke', 'left']);
    expect(eventsOf(id, 'participantJoin', 'participantLeave')).toMatchObject([
      { event: 'participantJoin', participant: 'ann@a.test', participants: 1 },
      { event: 'participantJoin', participant: 'bob@b.test', participants: 2 },
      { event: 'participantLeave', participant: 'ann@a.test', participants: 1 },
      { event: 'participantLeave', participant: 'bob@b.test', participants: 0 },
    ]);
  });

  it('hears everybody, those who come later too, and nobody who is mute or has gone', async () => {
    rooms.company = ['ann@a.test'];
    const { id, seat } = await join('patient');
    seat.produce('ann@a.test', 'p1');
    await exchange.pass(100);
    seat.join('bob@b.test');
    seat.produce('bob@b.test', 'p2');
    seat.produce('bob@b.test', 'v2', 'video');
    await exchange.pass(100);
    expect(seat.heard).toEqual(['p1', 'p2']);
    expect(sourcesOf(id)).toEqual([1001, 1002]);
    seat.unproduce('p1');
    await exchange.pass(100);
    expect(sourcesOf(id)).toEqual([1002]);
    seat.leave('bob@b.test');
    await exchange.pass(100);
    expect(seat.heard).toEqual([]);
    expect(sourcesOf(id)).toEqual([]);
    expect(eventsOf(id, 'trackPublished', 'trackUnpublished')).toMatchObject([
      { event: 'trackPublished', participant: 'ann@a.test', publicationId: 'p1', kind: 'audio' },
      { event: 'trackPublished', publicationId: 'p2' },
      { event: 'trackPublished', publicationId: 'v2', kind: 'video' },
      { event: 'trackUnpublished', publicationId: 'p1' },
      { event: 'trackUnpublished', publicationId: 'p2' },
      { event: 'trackUnpublished', publicationId: 'v2' },
    ]);
  });

  it('leaves the room when its flow has ended', async () => {
    rooms.company = ['ann@a.test'];
    const { id, seat } = await join('message');
    await exchange.until(() => endOf(id) !== null);
    expect(endOf(id)).toMatchObject({ initiator: 'system', outcome: 'completed' });
    expect(seat.hasLeft).toBe(true);
  });

  it('goes when nobody comes for two minutes', async () => {
    const { id, seat } = await join('patient');
    await exchange.pass(119_000);
    expect(endOf(id)).toBeNull();
    await exchange.pass(2000);
    expect(endOf(id)).toMatchObject({ reason: 'noAnswer' });
    expect(seat.hasLeft).toBe(true);
  });

  it.each([
    ['ended', 'caller'],
    ['lost', 'transport'],
    ['replaced', 'transport'],
    ['shutdown', 'transport'],
  ] as const)('ends with a room that is %s', async (how, reason) => {
    rooms.company = ['ann@a.test'];
    const { id, seat } = await join('patient');
    seat.end(how);
    await exchange.pass(1000);
    expect(endOf(id)).toMatchObject({ reason, initiator: 'caller' });
  });

  it('tells why it does not sit down', async () => {
    rooms.trouble = new AppError('media.noWorker', 'There is no media worker.');
    await expect(join('patient')).rejects.toMatchObject({ code: 'media.noWorker' });
  });

  it('does not sit down when its call may not begin', async () => {
    const line = knownLine(bots.lineOf('patient@home.test', HOME));
    const stranger = { kind: 'stranger' } as const;
    await expect(bots.join({ line, room, from: 'team', principal: stranger })).rejects.toMatchObject({
      code: 'auth.required',
    });
    expect(rooms.seats).toEqual([]);
  });

  it('is a line of our own domain and of no other', () => {
    expect(bots.lineOf('patient@other.test', HOME)).toBeNull();
    expect(bots.lineOf('nobody@home.test', HOME)).toBeNull();
    expect(bots.lineOf('patient', HOME)).toBeNull();
    expect(bots.lineOf('patient@home.test', workspaceId.parse('other'))).toBeNull();
  });

  it('refuses what takos has no way for', async () => {
    rooms.company = ['ann@a.test'];
    const { id } = await join('patient');
    const call = exchange.registry.get(id);
    await expect(call?.execute({ command: 'dtmf', digits: '1' })).rejects.toMatchObject({
      code: 'protocol.unsupported',
    });
  });
});
