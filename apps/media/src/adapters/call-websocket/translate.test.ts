import {
  SERVER_TRACK,
  type SessionEvent,
  type SessionEventName,
  sessionEventSchema,
  trackId,
} from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import type { Dialect, Wording } from './messages.js';
import { formatEvent, parseTrackId } from './translate.js';

const caller = trackId.parse('c-1');
const at = { timestamp: 5 };
const turn = { ...at, trackId: caller, index: 2, text: 'yes' };

/** One event of each kind, and how the seed's clients and live clients read it; null: not at all. */
type Row = { readonly event: SessionEvent; readonly seed: object | null; readonly live: object | null };
const table: { readonly [Name in SessionEventName]: Row } = {
  session: {
    event: { event: 'session', ...at, protocol: 'p', direction: 'inbound', from: '', to: '', capabilities: [] },
    seed: null,
    live: null,
  },
  incoming: {
    event: { event: 'incoming', ...at, trackId: caller, caller: 'a', callee: 'b', sdp: 'v=0' },
    seed: { event: 'incoming', trackId: 'c-1', caller: 'a', callee: 'b', sdp: 'v=0' },
    live: { event: 'incoming', trackId: 'c-1', caller: 'a', callee: 'b', sdp: 'v=0' },
  },
  ringing: {
    event: { event: 'ringing', ...at, trackId: caller, earlyMedia: true },
    seed: { event: 'ringing', trackId: 'c-1', earlyMedia: true },
    live: { event: 'ringing', trackId: 'c-1', earlyMedia: true },
  },
  reject: {
    event: { event: 'reject', ...at, trackId: caller, reason: 'busy', code: 486 },
    seed: { event: 'reject', trackId: 'c-1', reason: 'busy', code: 486 },
    live: { event: 'reject', trackId: 'c-1', reason: 'busy', code: 486 },
  },
  answer: {
    event: { event: 'answer', ...at, trackId: caller, sdp: 'v=0' },
    seed: { event: 'answer', trackId: 'c-1', sdp: 'v=0' },
    live: { event: 'answer', trackId: 'c-1', sdp: 'v=0' },
  },
  mediaReady: { event: { event: 'mediaReady', ...at, codec: 'opus', rateHz: 48_000 }, seed: null, live: null },
  startSpeaking: {
    event: { event: 'startSpeaking', ...at, trackId: caller, startTime: 4 },
    seed: { event: 'startSpeaking', startTime: 4 },
    live: { event: 'speaking', startTime: 4 },
  },
  silence: {
    event: { event: 'silence', ...at, trackId: caller, startTime: 4, duration: 600 },
    seed: { event: 'silence', startTime: 4, duration: 600 },
    live: { event: 'silence', startTime: 4, duration: 600 },
  },
  eou: {
    event: { event: 'eou', ...at, trackId: caller, completed: true },
    seed: { event: 'eou', completed: true },
    live: { event: 'eou', completed: true, complete: true },
  },
  hold: {
    event: { event: 'hold', ...at, trackId: caller, onHold: true },
    seed: { event: 'hold', trackId: 'c-1', onHold: true },
    live: { event: 'hold', trackId: 'c-1', onHold: true },
  },
  inactivity: {
    event: { event: 'inactivity', ...at, trackId: caller },
    seed: { event: 'inactivity', trackId: 'c-1' },
    live: { event: 'inactivity', trackId: 'c-1' },
  },
  answerMachineDetection: {
    event: {
      event: 'answerMachineDetection',
      ...at,
      trackId: caller,
      startTime: 1,
      endTime: 2,
      result: 'machine',
      text: '',
    },
    seed: { event: 'answerMachineDetection', startTime: 1, endTime: 2, text: '' },
    live: { event: 'answerMachineDetection', startTime: 1, endTime: 2, text: '' },
  },
  transcriptionDelta: {
    event: { event: 'transcriptionDelta', ...turn },
    seed: { event: 'transcriptionDelta', index: 2, text: 'yes' },
    live: { event: 'asrDelta', index: 2, text: 'yes' },
  },
  transcriptionFinal: {
    event: { event: 'transcriptionFinal', ...turn, choice: 'yes', startTime: 1, endTime: 2 },
    seed: { event: 'transcriptionFinal', index: 2, text: 'yes', startTime: 1, endTime: 2 },
    live: { event: 'asrFinal', index: 2, text: 'yes', startTime: 1, endTime: 2 },
  },
  dtmf: {
    event: { event: 'dtmf', ...at, trackId: caller, digit: '5', phase: 'start' },
    seed: { event: 'dtmf', digit: '5', trackId: 'c-1' },
    live: { event: 'dtmf', digit: '5', trackId: 'c-1' },
  },
  trackStart: {
    event: { event: 'trackStart', ...at, trackId: SERVER_TRACK, playId: 'p' },
    seed: { event: 'trackStart', trackId: 'callee', playId: 'p' },
    live: { event: 'trackStart', trackId: 'server-side-track', playId: 'p' },
  },
  trackEnd: {
    event: { event: 'trackEnd', ...at, trackId: SERVER_TRACK, playId: 'p', durationMs: 900 },
    seed: { event: 'trackEnd', trackId: 'callee', playId: 'p', duration: 900 },
    live: { event: 'trackEnd', trackId: 'server-side-track', playId: 'p', duration: 900, ssrc: 0 },
  },
  interruption: {
    event: {
      event: 'interruption',
      ...at,
      trackId: SERVER_TRACK,
      playId: 'p',
      positionMs: 300,
      totalMs: 900,
      cause: 'keys',
    },
    seed: { event: 'interruption', trackId: 'callee', current: 300, totalDuration: 900 },
    live: { event: 'interruption', trackId: 'server-side-track', current: 300, totalDuration: 900 },
  },
  gatherResult: {
    event: { event: 'gatherResult', ...at, gatherId: 'g', reason: 'digits', digits: '1' },
    seed: null,
    live: null,
  },
  referStatus: {
    event: { event: 'referStatus', ...at, status: 'failed', target: 'desk', reason: 'There is no such line.' },
    seed: { event: 'error', sender: 'refer', error: 'There is no such line.', code: 'call.transferFailed' },
    live: { event: 'reject', trackId: 'c-1', reason: 'There is no such line.', code: 480, refer: true },
  },
  dialResult: { event: { event: 'dialResult', ...at, dialId: 'd', status: 'busy' }, seed: null, live: null },
  queueResult: {
    event: { event: 'queueResult', ...at, queueId: 'q', queue: 'support', status: 'waiting', position: 1 },
    seed: null,
    live: null,
  },
  conferenceEvent: {
    event: { event: 'conferenceEvent', ...at, conferenceId: 'c', room: 'team', status: 'joined' },
    seed: null,
    live: null,
  },
  participantJoin: {
    event: { event: 'participantJoin', ...at, participant: 'ann@a.test', participants: 1 },
    seed: null,
    live: null,
  },
  participantLeave: {
    event: { event: 'participantLeave', ...at, participant: 'ann@a.test', participants: 0 },
    seed: null,
    live: null,
  },
  trackPublished: {
    event: { event: 'trackPublished', ...at, participant: 'ann@a.test', publicationId: 'p', kind: 'audio' },
    seed: null,
    live: null,
  },
  trackUnpublished: {
    event: { event: 'trackUnpublished', ...at, participant: 'ann@a.test', publicationId: 'p', kind: 'audio' },
    seed: null,
    live: null,
  },
  messageResult: {
    event: { event: 'messageResult', ...at, messageId: 'm', status: 'queued' },
    seed: null,
    live: null,
  },
  transferRequest: {
    event: { event: 'transferRequest', ...at, target: 'sales' },
    seed: null,
    live: null,
  },
  recordStatus: {
    event: { event: 'recordStatus', ...at, status: 'failed' },
    seed: { event: 'error', sender: 'record', code: 'internal' },
    live: { event: 'error', trackId: 'c-1', sender: 'record', code: 500, errorCode: 'internal' },
  },
  streamStatus: {
    event: { event: 'streamStatus', ...at, streamId: 'mediaPass', status: 'failed', reason: 'gone' },
    seed: { event: 'error', sender: 'mediaPass', error: 'gone', code: 'http.network' },
    live: { event: 'error', sender: 'mediaPass', error: 'gone', code: 500, errorCode: 'http.network' },
  },
  mark: { event: { event: 'mark', ...at, streamId: 's', name: 'm', end: 'played' }, seed: null, live: null },
  bufferDepth: { event: { event: 'bufferDepth', ...at, streamId: 's', bufferedMs: 20 }, seed: null, live: null },
  playoutCleared: { event: { event: 'playoutCleared', ...at, streamId: 's' }, seed: null, live: null },
  dtmfSent: { event: { event: 'dtmfSent', ...at, digits: '1' }, seed: null, live: null },
  metrics: {
    event: { event: 'metrics', ...at, key: 'ttfb.tts.flite', duration: 12, data: { length: 3 } },
    seed: { event: 'metrics', key: 'ttfb.tts.flite', duration: 12, data: { length: 3 } },
    live: { event: 'metrics', key: 'ttfb.tts.flite', duration: 12, data: { length: 3 } },
  },
  addHistory: {
    event: { event: 'addHistory', ...at, sender: 'client', speaker: 'bot', text: 'Hello.' },
    seed: { event: 'addHistory', sender: 'client', speaker: 'bot', text: 'Hello.' },
    live: { event: 'addHistory', sender: 'client', speaker: 'bot', text: 'Hello.' },
  },
  reconnect: { event: { event: 'reconnect', ...at, trackId: caller, missed: 0 }, seed: null, live: null },
  ack: { event: { event: 'ack', ...at, command: 'tts', ok: true }, seed: null, live: null },
  error: {
    event: { event: 'error', ...at, trackId: SERVER_TRACK, sender: 'tts', error: 'No.', code: 'call.ended' },
    seed: { event: 'error', trackId: 'callee', sender: 'tts', error: 'No.', code: 'call.ended' },
    live: { event: 'error', trackId: 'server-side-track', sender: 'tts', error: 'No.', code: 481 },
  },
  hangup: {
    event: {
      event: 'hangup',
      ...at,
      trackId: caller,
      reason: 'r',
      initiator: 'caller',
      startTime: 'a',
      answerTime: 'c',
      ringingTime: 'd',
      hangupTime: 'b',
      from: { username: 'ann', realm: 'x', source: 'sip:ann@x' },
      to: { username: 'main', source: 'main' },
      extra: { order: '7' },
    },
    seed: { event: 'hangup', trackId: 'c-1', reason: 'r', initiator: 'caller', startTime: 'a', hangupTime: 'b' },
    live: {
      ...{ event: 'hangup', trackId: 'c-1', reason: 'r', initiator: 'caller', startTime: 'a', hangupTime: 'b' },
      ...{ answerTime: 'c', ringingTime: 'd', extra: { order: '7' }, to: { username: 'main', source: 'main' } },
      from: { username: 'ann', realm: 'x', source: 'sip:ann@x' },
    },
  },
};
const rows = Object.entries(table);

const wording = (dialect: Dialect): Wording => ({ dialect, serverTrack: 'server-side-track', callTrack: 'c-1' });
const read = (event: SessionEvent, dialect: Dialect): unknown => {
  const text = formatEvent(event, wording(dialect));
  return text === null ? null : JSON.parse(text);
};

describe('an event as its reader knows it', () => {
  it.each(rows)('%s for a client of the seed', (_name, { event, seed }) => {
    if (seed === null) expect(read(event, 'seed')).toBeNull();
    else expect(read(event, 'seed')).toMatchObject({ ...at, ...seed });
  });

  it.each(rows)('%s for a live client', (_name, { event, live }) => {
    if (live === null) expect(read(event, 'live')).toBeNull();
    else expect(read(event, 'live')).toMatchObject({ ...at, ...live });
  });

  it.each(rows)('%s, word for word, for a client of ours', (name, { event }) => {
    expect(event.event).toBe(name);
    expect(read(event, 'callwright')).toEqual(event);
    expect(sessionEventSchema.parse(read(event, 'callwright'))).toEqual(event);
  });

  it('is one for each key, at its start, but for clients of ours', () => {
    const end: SessionEvent = { ...table.dtmf.event, event: 'dtmf', trackId: caller, digit: '5', phase: 'end' };
    expect(read(end, 'seed')).toBeNull();
    expect(read(end, 'live')).toBeNull();
    expect(read(end, 'callwright')).toEqual(end);
  });

  // Spec 0 §3: what becomes of a transfer is told as of a call, with `refer: true`.
  it.each([
    ['trying', { event: 'ringing', earlyMedia: false }],
    ['answered', { event: 'answer', sdp: '' }],
    ['ended', { event: 'hangup', reason: 'callee', initiator: 'callee', startTime: '1970-01-01T00:00:00.002Z' }],
    ['busy', { event: 'reject', code: 486 }],
    ['rejected', { event: 'reject', code: 603 }],
    ['noAnswer', { event: 'reject', code: 408, reason: 'Timeout when refer' }],
  ] as const)('of a transfer is known to live clients alone: %s', (status, live) => {
    const event: SessionEvent = { event: 'referStatus', ...at, status, target: 'desk', startTime: 2 };
    expect(read(event, 'live')).toMatchObject({ ...at, trackId: 'c-1', refer: true, ...live });
    if (['trying', 'answered', 'ended'].includes(status)) expect(read(event, 'seed')).toBeNull();
  });

  it('echoes an interrupt to live clients, and nothing else that was accepted', () => {
    const ack = (command: string, ok = true): SessionEvent => ({ event: 'ack', ...at, command, ok });
    expect(read(ack('interrupt'), 'live')).toMatchObject({ event: 'interrupt', receiver: 'server-side-track' });
    for (const event of [ack('tts'), ack('interrupt', false)]) expect(read(event, 'live')).toBeNull();
  });

  it('has whole numbers for live clients, and an initiator they know', () => {
    const spoken: SessionEvent = {
      ...table.startSpeaking.event,
      event: 'startSpeaking',
      trackId: caller,
      startTime: 4.6,
    };
    expect(read(spoken, 'live')).toMatchObject({ startTime: 5 });
    const ended = { ...table.hangup.event, initiator: 'api' } as SessionEvent;
    expect(read(ended, 'live')).toMatchObject({ initiator: 'system' });
  });

  it.each(rows)('has a number as code, if any, for live clients: %s', (_name, { event }) => {
    const told = read(event, 'live');
    if (typeof told === 'object' && told !== null && 'code' in told) expect(typeof told.code).toBe('number');
  });

  it('says what became of a transfer when nobody gives a reason', () => {
    const event: SessionEvent = { event: 'referStatus', ...at, status: 'busy', target: 'desk' };
    expect(read(event, 'seed')).toMatchObject({ error: 'The transfer came to nothing: busy.' });
  });

  it('calls the playback track what a live client asks for', () => {
    const named: Wording = { dialect: 'live', serverTrack: 'bot' };
    expect(formatEvent(table.trackStart.event, named)).toContain('"trackId":"bot"');
    expect(parseTrackId(trackId.parse('bot'), named)).toBe(SERVER_TRACK);
  });
});

describe('a track as a client names it', () => {
  it.each([
    ['live', 'server-side-track', SERVER_TRACK],
    ['seed', 'callee', SERVER_TRACK],
    ['callwright', 'callee', SERVER_TRACK],
    ['seed', 'server-side-track', 'server-side-track'],
    ['live', 'c-1', 'c-1'],
  ] as const)('of the %s dialect: %s is %s', (dialect, written, ours) => {
    expect(parseTrackId(trackId.parse(written), wording(dialect))).toBe(ours);
  });

  it('may be none', () => {
    expect(parseTrackId(undefined, wording('live'))).toBeUndefined();
  });
});
