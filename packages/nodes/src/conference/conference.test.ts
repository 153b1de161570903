import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { ConferenceConfig, definition } from './definition.js';

const coverage = new NodeCoverage('conference');
const exits = ['ended', 'timeout', 'full', 'failed'];
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { meet: ['conference', { room: 'team', ...config }], next: ['hangup'] },
        lines: exits.map((exit) => ['meet', exit, 'next'] as const),
      }),
      nodeTypes,
      ...options,
    }),
  );
const rooms: NonNullable<CallOptions['world']>['rooms'] = {
  team: { outcome: 'joined', talkMs: 60_000 },
  lonely: { outcome: 'alone' },
  packed: { outcome: 'full' },
};

describe('conference', () => {
  it('stays in the room until it is over', () => {
    const { durationMs, journal, ...record } = call(
      { room: ' {{ name }} ' },
      { input: { name: 'team' }, world: { rooms } },
    );
    expect(record.exits).toEqual(['meet.ended']);
    expect(durationMs).toBe(60_000);
    expect(commandsOf(journal, 'conference')).toMatchObject([
      { conferenceId: 'meet.1', room: 'team', role: 'speaker', waitForHost: false, maxMembers: 50 },
    ]);
    expect(commandsOf(journal, 'leave')).toEqual([]);
  });

  it('tells the room its rules', () => {
    const rules = { role: 'listener', waitForHost: true, endsWithHost: true, announcesMembers: true, maxMembers: 5 };
    const { journal } = call({ ...rules, music: 'prompt:{{ x }}' }, { input: { x: 'jazz' }, world: { rooms } });
    expect(commandsOf(journal, 'conference')).toMatchObject([{ ...rules, music: 'prompt:jazz' }]);
  });

  it('leaves by key, and only by that one', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('5*', { afterMs: 5_000 });
    const { durationMs, journal, ...record } = call({ leaveKey: '*' }, { world: { rooms }, script });
    expect(record.exits).toEqual(['meet.ended']);
    expect(durationMs).toBeLessThan(6_000);
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'meet.1' }]);
  });

  it('does not mind keys where none leads out', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('*', { afterMs: 5_000 });
    expect(call({}, { world: { rooms }, script }).durationMs).toBe(60_000);
  });

  it('gives up waiting for the host', () => {
    const { durationMs, journal, ...record } = call(
      { room: 'lonely', waitForHost: true, maxWaitMs: 30_000 },
      { world: { rooms } },
    );
    expect(record.exits).toEqual(['meet.timeout']);
    expect(durationMs).toBe(30_000);
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'meet.1' }]);
  });

  it('counts the wait from its beginning, however often it is told again', () => {
    const waiting = { event: 'conferenceEvent', conferenceId: 'meet.1', room: 'lonely', status: 'waiting' } as const;
    const script: CallOptions['script'] = (caller, { post }) => {
      caller.isSilent(20_000);
      post({ ...waiting, members: 1, timestamp: 0 });
    };
    const config = { room: 'lonely', waitForHost: true, maxWaitMs: 30_000 };
    expect(call(config, { world: { rooms }, script }).durationMs).toBe(30_000);
  });

  it('stays no longer than it may', () => {
    const { durationMs, journal, ...record } = call({ timeLimitMs: 10_000 }, { world: { rooms } });
    expect(record.exits).toEqual(['meet.ended']);
    expect(durationMs).toBe(10_000);
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'meet.1' }]);
  });

  it.each([
    ['the room is full', 'packed', 'full'],
    ['there is no such room', 'mars', 'failed'],
  ])('when %s', (_, room, exit) => {
    expect(call({ room }, { world: { rooms } }).exits).toEqual([`meet.${exit}`]);
  });

  it('fails, and lets go, when nothing is ever heard of the room', () => {
    const world: CallOptions['world'] = { rooms, faults: [{ command: 'conference', how: 'silent' }] };
    const { durationMs, journal, ...record } = call({}, { world });
    expect(record.exits).toEqual(['meet.failed']);
    expect(durationMs).toBe(10_000);
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'meet.1' }]);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when it %s', (how) => {
    expect(call({}, { world: { rooms, faults: [{ command: 'conference', how }] } }).exits).toEqual(['meet.failed']);
  });

  it.each([['{{ never }}'], ['{{ long }}']])('leaves by its failed exit without a try where the room is %s', (room) => {
    const { journal, ...record } = call({ room }, { input: { long: 'x'.repeat(200) } });
    expect(record.exits).toEqual(['meet.failed']);
    expect(commandsOf(journal, 'conference')).toEqual([]);
  });

  it('does not mind how it goes elsewhere', () => {
    const other = { event: 'conferenceEvent', conferenceId: 'other', room: 'x', status: 'ended' } as const;
    const script: CallOptions['script'] = (_, { post }) => post({ ...other, timestamp: 0 });
    expect(call({}, { world: { rooms }, script }).durationMs).toBe(60_000);
  });

  it('ends with the call', () => {
    const script: CallOptions['script'] = (caller) => caller.hangsUp({ afterMs: 1_000 });
    const { instance, ...record } = call({}, { world: { rooms }, script });
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('must be told which room, and warns of a host who waits for the host', () => {
    const check = (config: Readonly<Record<string, Json>>) =>
      definition.check?.(ConferenceConfig.parse(config)).map(({ field }) => field);
    expect(check({})).toEqual(['room']);
    expect(check({ room: 'a', role: 'host', waitForHost: true })).toEqual(['waitForHost']);
    expect(check({ room: 'a' })).toEqual([]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
