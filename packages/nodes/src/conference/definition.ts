import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { count, line, milliseconds, oneKey, select, toggle } from '../shared/fields.js';
import { musicField } from '../shared/music.js';

const roles = {
  host: 'Host',
  speaker: 'Speaks and hears',
  listener: 'Only hears',
};

/** What a conference node is set to. */
export const ConferenceConfig = z.object({
  room: line('Room', '', { help: 'Who names the same room is in it together. Variables may be used.', template: true }),
  role: select('The caller is', roles, 'speaker'),
  waitForHost: toggle('Wait until the host is there', false, { section: 'does' }),
  endsWithHost: toggle('End when the host leaves', false, { section: 'does' }),
  announcesMembers: toggle('Tell who comes and goes', false, { section: 'hears' }),
  music: musicField('While nobody else is there'),
  maxWaitMs: milliseconds('Wait for others no longer than', 600_000, [1000, 86_400_000], { section: 'otherwise' }),
  maxMembers: count('At most so many in the room', 50, [2, 1000]),
  leaveKey: oneKey('Key to leave', '', { help: 'Empty: callers stay until it ends.' }),
  timeLimitMs: milliseconds('Stay no longer than', 14_400_000, [1000, 86_400_000]),
});
export type ConferenceConfig = z.infer<typeof ConferenceConfig>;

/** Joins the caller with everybody in a room. */
export const definition = defineNodeType<ConferenceConfig>({
  type: 'conference',
  version: 1,
  title: 'Conference',
  action: 'Join a conference',
  description: 'Joins the caller with everybody else in a room.',
  family: 'connect',
  icon: 'users',
  config: ConferenceConfig,
  exits: () => [
    { name: 'ended', label: 'When it is over', kind: 'fallback' },
    { name: 'timeout', label: 'Nobody comes', kind: 'fallback' },
    { name: 'full', label: 'The room is full', kind: 'fallback' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ room }) => room,
  check: ({ room, role, waitForHost }) => [
    ...(room.trim() === ''
      ? [{ severity: 'error' as const, message: 'It does not say which room.', field: 'room' }]
      : []),
    ...(role === 'host' && waitForHost
      ? [{ severity: 'warning' as const, message: 'The host waits for no host.', field: 'waitForHost' }]
      : []),
  ],
  asksCaller: true,
  outcomes: () => [
    { exit: 'ended', by: [{ room: { outcome: 'joined' } }] },
    { exit: 'timeout', by: [{ room: { outcome: 'alone' } }] },
    { exit: 'full', by: [{ room: { outcome: 'full' } }] },
    { exit: 'failed', by: [{ room: { outcome: 'failed' } }] },
  ],
  needs: () => ['conference'],
});
