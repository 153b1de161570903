import { journalLineSchema } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { journal, type SketchedLine } from './fixtures';
import { remarksOf } from './remarks';

const request = {
  method: 'GET',
  url: 'https://shop.example/orders',
  headers: [],
  timeoutMs: 1_000,
  retries: 0,
  maxBytes: 1_000,
  save: [],
};

describe('remarksOf', () => {
  it('tells how a call rings until it is answered or turned away', () => {
    const before = [
      [0, 'event', { event: 'ringing', trackId: 'c', earlyMedia: false }],
      [1, 'event', { event: 'incoming', trackId: 'c', caller: '+1', callee: 'desk', sdp: '' }],
      [2, 'event', { event: 'ringing', trackId: 'c', earlyMedia: true }],
    ] as const;
    const told = (last: SketchedLine) =>
      remarksOf(journal(...before, last)).map(({ atMs: _, seq: __, ...remark }) => remark);
    const rings = [{ kind: 'rings', early: 'no' }, { kind: 'comesIn' }, { kind: 'rings', early: 'yes' }];
    expect(told([3, 'event', { event: 'answer', trackId: 'c', sdp: '' }])).toEqual([...rings, { kind: 'takenUp' }]);
    expect(told([3, 'event', { event: 'reject', trackId: 'c', reason: 'busy', code: 486 }])).toEqual([
      ...rings,
      { kind: 'declined', reason: 'busy', code: '486' },
    ]);
  });

  it('says nothing of the answer of a call that has not rung', () => {
    expect(remarksOf(journal([0, 'event', { event: 'answer', trackId: 'c', sdp: '' }]))).toEqual([]);
  });

  it('tells when a call goes into another flow and comes back', () => {
    const lines = journal(
      [0, 'effect', { effect: 'stepEntered', nodeId: 'call' }],
      [10, 'effect', { effect: 'stepEntered', nodeId: 'hello', subflow: 'greeting' }],
      [20, 'effect', { effect: 'stepEntered', nodeId: 'more', subflow: 'greeting' }],
      [30, 'effect', { effect: 'stepEntered', nodeId: 'bye' }],
    );
    expect(remarksOf(lines)).toEqual([
      { atMs: 10, seq: 1, kind: 'enters', flow: 'greeting' },
      { atMs: 30, seq: 3, kind: 'returns', flow: 'greeting' },
    ]);
  });

  it('tells what was asked of services, sent, marked, and what went wrong', () => {
    const lines = journal(
      [0, 'effect', { effect: 'httpRequest', requestId: 'r', request }],
      [
        10,
        'event',
        {
          event: 'httpResult',
          requestId: 'r',
          status: null,
          error: 'http.timeout',
          values: {},
          durationMs: 10,
          attempts: 1,
        },
      ],
      [10, 'effect', { effect: 'stepFailed', nodeId: 'get', code: 'http.timeout', message: 'too slow' }],
      [11, 'effect', { effect: 'voiceSet', language: 'de' }],
      [
        12,
        'effect',
        { effect: 'command', command: { command: 'message', messageId: 'm', channel: 'sms', to: '+4930', text: 'Hi' } },
      ],
      [13, 'effect', { effect: 'command', command: { command: 'tag', tags: { topic: 'bill' }, outcome: 'paid' } }],
    );
    expect(remarksOf(lines).map(({ atMs: _, seq: __, ...told }) => told)).toEqual([
      { kind: 'asked', what: 'GET https://shop.example/orders' },
      { kind: 'unanswered', error: 'http.timeout' },
      { kind: 'stepFailed', message: 'too slow' },
      { kind: 'language', language: 'de' },
      { kind: 'message', channel: 'sms', to: '+4930' },
      { kind: 'tag', marks: 'topic: bill, paid' },
    ]);
  });

  it('tells who answered, what was recorded, and when it fell silent', () => {
    const common = { trackId: 'caller', timestamp: 0 };
    const lines = journal(
      [
        0,
        'event',
        { event: 'answerMachineDetection', ...common, startTime: 0, endTime: 1, result: 'machine', text: '' },
      ],
      [1, 'event', { event: 'recordStatus', status: 'paused' }],
      [2, 'event', { event: 'recordStatus', of: 'room', status: 'started' }],
      [3, 'event', { event: 'eou', ...common, completed: true }],
      [4, 'event', { event: 'eou', ...common, completed: false }],
      [5, 'event', { event: 'inactivity', ...common }],
    );
    expect(remarksOf(lines).map(({ atMs: _, seq: __, ...told }) => told)).toEqual([
      { kind: 'answeredBy', who: 'machine' },
      { kind: 'recording', of: 'call', status: 'paused' },
      { kind: 'recording', of: 'room', status: 'started' },
      { kind: 'cutShort' },
      { kind: 'silent' },
    ]);
  });

  it('tells what others in a call do, and programs that hear it', () => {
    const ada = { participant: 'Ada', participants: 1 };
    const picture = { participant: 'Ada', publicationId: 'p', kind: 'video' };
    const lines = journal(
      [0, 'event', { event: 'transferRequest', target: 'sales' }],
      [1, 'event', { event: 'participantJoin', ...ada }],
      [2, 'event', { event: 'trackPublished', ...picture }],
      [3, 'event', { event: 'trackUnpublished', ...picture }],
      [4, 'event', { event: 'participantLeave', ...ada, participants: 0 }],
      [5, 'event', { event: 'streamStatus', streamId: 's', status: 'started' }],
      [6, 'event', { event: 'mark', streamId: 's', name: 'greeting', end: 'played' }],
      [7, 'event', { event: 'bufferDepth', streamId: 's', bufferedMs: 20 }],
      [8, 'event', { event: 'bufferDepth', streamId: 's', bufferedMs: 9_000, isFull: true }],
      [9, 'event', { event: 'playoutCleared', streamId: 's' }],
      [10, 'event', { event: 'reconnect', trackId: 'caller', missed: 2 }],
      [11, 'event', { event: 'addHistory', speaker: 'agent', text: 'Wants a refund.' }],
      [12, 'event', { event: 'hold', trackId: 'caller', onHold: true }],
    );
    expect(remarksOf(lines).map(({ atMs: _, seq: __, ...told }) => told)).toEqual([
      { kind: 'transferAsked', target: 'sales' },
      { kind: 'participant', who: 'Ada', status: 'joins', others: 1 },
      { kind: 'publishes', who: 'Ada', what: 'video', on: 'yes' },
      { kind: 'publishes', who: 'Ada', what: 'video', on: 'no' },
      { kind: 'participant', who: 'Ada', status: 'leaves', others: 0 },
      { kind: 'stream', status: 'started' },
      { kind: 'mark', name: 'greeting', end: 'played' },
      { kind: 'bufferFull' },
      { kind: 'bufferCleared' },
      { kind: 'clientBack', missed: 2 },
      { kind: 'noted', speaker: 'agent', text: 'Wants a refund.' },
      { kind: 'hold', on: 'yes' },
    ]);
  });

  it('tells that a program speaks to the far side in its own way', () => {
    const line = journalLineSchema.parse({
      seq: 0,
      atMs: 5,
      kind: 'command',
      by: 'client',
      command: { command: 'native', protocol: 'jambonz', payload: { verb: 'pause' } },
    });
    expect(remarksOf([line])).toEqual([{ atMs: 5, seq: 0, kind: 'native' }]);
  });
});
