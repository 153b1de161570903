import { type EngineEvent, type SessionEvent, trackId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { MAX_WAITING_EVENTS, Mailbox } from './mailbox.js';

const caller = trackId.parse('t1');
const key = (digit: string): SessionEvent => ({ event: 'dtmf', timestamp: 0, trackId: caller, digit, phase: 'start' });
const delta = (index: number, text: string, track = caller): SessionEvent => ({
  event: 'transcriptionDelta',
  timestamp: 0,
  trackId: track,
  index,
  text,
});
const hangup: SessionEvent = {
  event: 'hangup',
  timestamp: 0,
  reason: 'completed',
  initiator: 'caller',
  startTime: '',
  hangupTime: '',
};

const fail = (error: unknown) => expect.unreachable(String(error));

/** A mailbox whose first event, a mark, posts all the others while it is being handled. */
const handledDuringOne = (events: readonly EngineEvent[]) => {
  const handled: EngineEvent[] = [];
  const failures: unknown[] = [];
  const mailbox = new Mailbox({
    handle(event) {
      if (event.event === 'metrics') for (const later of events) mailbox.post(later);
      else handled.push(event);
    },
    onFailure: (error) => failures.push(error),
  });
  mailbox.post({ event: 'metrics', timestamp: 0, key: 'begin', duration: 0 });
  return { handled, mailbox, failures };
};

describe('a mailbox', () => {
  it('handles an event before it returns', () => {
    const handled: EngineEvent[] = [];
    const mailbox = new Mailbox({ handle: (event) => handled.push(event), onFailure: fail });
    mailbox.post(key('1'));
    expect(handled).toEqual([key('1')]);
  });

  it('handles what is posted meanwhile afterwards, one at a time and in order', () => {
    const order: string[] = [];
    const mailbox = new Mailbox({
      handle(event) {
        if (event.event !== 'dtmf') return;
        order.push(`begin ${event.digit}`);
        if (event.digit === '1') for (const digit of ['2', '3']) mailbox.post(key(digit));
        order.push(`end ${event.digit}`);
      },
      onFailure: fail,
    });
    mailbox.post(key('1'));
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  });

  it('keeps the newest of the deltas of one utterance that wait', () => {
    const { handled } = handledDuringOne([delta(0, 'a'), delta(0, 'a b'), delta(0, 'a b c'), key('1')]);
    expect(handled).toEqual([delta(0, 'a b c'), key('1')]);
  });

  it('keeps deltas of different utterances, of different tracks, and with something between them', () => {
    const other = trackId.parse('t2');
    const events = [delta(0, 'a'), delta(1, 'b'), delta(1, 'b', other), key('1'), delta(1, 'c', other)];
    expect(handledDuringOne(events).handled).toEqual(events);
  });

  it('drops what is beyond its bound and counts it, but never the hangup', () => {
    const many = Array.from({ length: MAX_WAITING_EVENTS + 5 }, () => key('1'));
    const { handled, mailbox } = handledDuringOne([...many, hangup]);
    expect(handled).toHaveLength(MAX_WAITING_EVENTS + 1);
    expect(handled.at(-1)).toEqual(hangup);
    expect(mailbox.droppedCount).toBe(5);
  });

  it('goes on with the next event when one cannot be handled, and reports it', () => {
    const handled: EngineEvent[] = [];
    const failures: (readonly [unknown, EngineEvent])[] = [];
    const defect = new Error('a defect');
    const mailbox = new Mailbox({
      handle(event) {
        if (event.event === 'dtmf' && event.digit === '1') {
          mailbox.post(key('2'));
          throw defect;
        }
        handled.push(event);
      },
      onFailure: (...failure) => failures.push(failure),
    });
    mailbox.post(key('1'));
    mailbox.post(key('3'));
    expect(failures).toEqual([[defect, key('1')]]);
    expect(handled).toEqual([key('2'), key('3')]);
  });
});
