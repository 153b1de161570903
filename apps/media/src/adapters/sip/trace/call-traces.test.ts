import { describe, expect, it } from 'vitest';
import { CallTraces, type HeardMessage } from './call-traces.js';

const HERE = { address: '127.0.0.1', port: 5060 };
const message = (start: string, cseq: string, direction: HeardMessage['direction'] = 'in'): HeardMessage => ({
  ...{ direction, transport: 'udp', local: HERE, remote: HERE, atMs: 0 },
  text: `${start}\r\nCall-ID: one\r\nCSeq: ${cseq}\r\n\r\n`,
});
const INVITE = 'INVITE sip:x@localhost SIP/2.0';
const startsOf = (traces: CallTraces) =>
  traces.take(['one'])?.entries.map(({ message }) => message.split('\r\n', 1)[0]);

describe('an INVITE that came to no call', () => {
  it('is forgotten', () => {
    const traces = new CallTraces();
    traces.hear(message(INVITE, '1 INVITE'));
    traces.hear(message('SIP/2.0 401 Unauthorized', '1 INVITE', 'out'));
    traces.forget('one', '1 INVITE');
    expect(traces.take(['one'])).toBeNull();
  });

  it('is kept when it was sent again with a password meanwhile', () => {
    const traces = new CallTraces();
    traces.hear(message(INVITE, '1 INVITE'));
    traces.hear(message('SIP/2.0 401 Unauthorized', '1 INVITE', 'out'));
    traces.hear(message(INVITE, '2 INVITE'));
    traces.forget('one', '1 INVITE');
    traces.hear(message('SIP/2.0 200 OK', '2 INVITE', 'out'));
    expect(startsOf(traces)).toEqual([INVITE, 'SIP/2.0 401 Unauthorized', INVITE, 'SIP/2.0 200 OK']);
  });
});

describe('INVITEs of a great many strangers', () => {
  const flood = (traces: CallTraces) => {
    for (let n = 0; n < 2000; n += 1)
      traces.hear({ ...message(INVITE, '1 INVITE'), text: `${INVITE}\r\nCall-ID: n${n}\r\nCSeq: 1 INVITE\r\n\r\n` });
  };
  const keptOf = (traces: CallTraces) =>
    Array.from({ length: 2000 }, (_, n) => traces.take([`n${n}`])).filter((one) => one !== null).length;

  it('are let go of, but for the latest ones, where nobody makes calls of them', () => {
    const traces = new CallTraces();
    flood(traces);
    expect(keptOf(traces)).toBe(500);
  });

  it('push out nothing of calls there are', () => {
    const traces = new CallTraces();
    traces.hear(message(INVITE, '1 INVITE'));
    traces.keep('one');
    flood(traces);
    traces.hear(message('SIP/2.0 200 OK', '1 INVITE', 'out'));
    expect(startsOf(traces)).toEqual([INVITE, 'SIP/2.0 200 OK']);
    traces.hear(message(INVITE, '1 INVITE', 'out'));
    flood(traces);
    expect(startsOf(traces)).toEqual([INVITE]);
  });
});

describe('an INVITE that nobody above the transport hears of', () => {
  const bytes = (extra: string) => Buffer.from(`${INVITE}\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n${extra}\r\n`);
  const note = (traces: CallTraces, extra: string, isMalformed: boolean) => {
    const headers = [
      { name: 'Call-ID', value: 'one' },
      { name: 'CSeq', value: '1 INVITE' },
    ];
    traces.note({
      ...{ direction: 'in', atMs: 0, bytes: bytes(extra), isMalformed },
      path: { protocol: 'udp', local: HERE, remote: HERE, advertised: HERE, connectionId: '1' },
      message: { kind: 'request', method: 'INVITE', uri: 'sip:x@localhost', headers, body: new Uint8Array(0) },
    });
  };

  it.each([
    ['malformed', '', true],
    ['of a call that is not there', 'To: <sip:x@localhost>;tag=1\r\n', false],
  ] as const)('is not kept when it is %s', (_, extra, isMalformed) => {
    const traces = new CallTraces();
    note(traces, extra, isMalformed);
    expect(traces.take(['one'])).toBeNull();
    note(traces, '', false);
    note(traces, extra, isMalformed);
    expect(traces.take(['one'])?.entries).toHaveLength(2);
  });
});
