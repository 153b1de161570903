import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ladderOf } from './ladder.js';
import type { SignalEntry } from './signal-entry.js';
import { asked, headersOf, said, signal, sip, soundAt } from './signals.fixture.js';

const codes = (...entries: readonly SignalEntry[]) => ladderOf(entries).findings.map(({ code }) => code);
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);
const withSound = (direction: 'in' | 'out', startLine: string, body: string) =>
  signal(
    direction,
    sip(
      startLine,
      [...headersOf('1 INVITE'), 'Contact: <sip:bob@10.0.0.9:5060>', 'Content-Type: application/sdp'],
      body,
    ),
  );
const invite = withSound('in', 'INVITE sip:bob@example.com SIP/2.0', soundAt('198.51.100.7'));
const answer = withSound('out', 'SIP/2.0 200 OK', soundAt('203.0.113.1', 'a=recvonly'));

describe('a ladder', () => {
  it('has an arrow for each message, with what matters in it', () => {
    const { participants, rows, findings } = ladderOf([
      invite,
      { ...said('out', 'SIP/2.0 180 Ringing', '1 INVITE'), atMs: 1_700_000_000_100 },
      { ...answer, atMs: 1_700_000_000_200 },
      { ...answer, atMs: 1_700_000_000_700 },
      asked('in', 'ACK'),
      asked('in', 'BYE', 2, 'Reason: Q.850;cause=16'),
    ]);
    expect(participants).toEqual([
      { isUs: false, address: '198.51.100.7:5060' },
      { isUs: true, address: '203.0.113.1:5060' },
    ]);
    expect(
      rows.map(({ from, to, kind, title, note, times: count, entries }) => [
        from,
        to,
        kind,
        title,
        note,
        count,
        entries,
      ]),
    ).toEqual([
      [0, 1, 'request', 'INVITE', 'PCMU, PCMA, keys, at 198.51.100.7:4000', 1, [0]],
      [1, 0, 'provisional', '180 Ringing', null, 1, [1]],
      [1, 0, 'success', '200 OK', 'PCMU, PCMA, keys, recvonly, at 203.0.113.1:4000', 2, [2, 3]],
      [0, 1, 'request', 'ACK', null, 1, [4]],
      [0, 1, 'request', 'BYE', 'Q.850;cause=16', 1, [5]],
    ]);
    expect(rows[2]).toMatchObject({
      atMs: 1_700_000_000_200,
      lastAtMs: 1_700_000_000_700,
      callId: 'call-1',
      cseq: '1 INVITE',
    });
    expect(findings).toEqual([]);
  });

  it('draws what is no SIP where it came, and everybody who sent something', () => {
    const { participants, rows, findings } = ladderOf([
      asked('out', 'INVITE'),
      signal('in', 'GET / HTTP/1.1', { remote: '192.0.2.44:80', transport: 'tcp' }),
      said('in', 'SIP/2.0 403 Forbidden', '1 INVITE', 'Warning: 399 x "who are you"'),
    ]);
    expect(participants.map(({ address }) => address)).toEqual([
      '203.0.113.1:5060',
      '198.51.100.7:5060',
      '192.0.2.44:80',
    ]);
    expect(rows.map(({ from, to, kind, note }) => [from, to, kind, note])).toEqual([
      [0, 1, 'request', null],
      [2, 0, 'unreadable', null],
      [1, 0, 'refusal', '399 x "who are you"'],
    ]);
    expect(findings).toMatchObject([{ code: 'unreadable', entries: [1] }]);
  });

  it('tells telephones apart that ring at once', () => {
    const ringing = (tag: string) =>
      signal(
        'in',
        sip(
          'SIP/2.0 180 Ringing',
          headersOf('1 INVITE').map((line) => (line.startsWith('To:') ? `${line};tag=${tag}` : line)),
        ),
      );
    const { rows } = ladderOf([asked('out', 'INVITE'), ringing('b1'), ringing('c1'), ringing('b1')]);
    expect(rows.map(({ entries }) => entries)).toEqual([[0], [1, 3], [2]]);
  });

  it('says what requests are for', () => {
    const { rows } = ladderOf([
      asked('in', 'REFER', 2, 'Refer-To: <sip:carol@example.com?Replaces=x>'),
      asked('in', 'REFER', 3, 'Refer-To: <sip:carol@example.com>'),
      said(
        'in',
        'INVITE sip:bob@example.com SIP/2.0',
        '4 INVITE',
        'Replaces: x;from-tag=1;to-tag=2',
        'Authorization: Digest x="y"',
      ),
      said('out', 'SIP/2.0 401 Unauthorized', '5 INVITE', 'WWW-Authenticate: Digest realm="x"'),
    ]);
    expect(rows.map(({ note }) => note)).toEqual([
      'to a call that is there',
      'to somebody else',
      'with a password, takes the place of a call',
      'asks for a password',
    ]);
  });

  it('can be kept as JSON, and is drawn of anything', () => {
    const message = fc.oneof(
      fc.constantFrom(invite.message, answer.message, asked('in', 'BYE', 2).message),
      fc.string({ unit: 'binary' }),
    );
    const end = fc.oneof(fc.string(), fc.constantFrom('192.0.2.1:5060', '[2001:db8::1]:5060'));
    const entry = fc.record({
      atMs: fc.nat(),
      direction: fc.constantFrom('in' as const, 'out' as const),
      transport: fc.constant('udp' as const),
      local: end,
      remote: end,
      message,
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const ladder = ladderOf(entries);
        expect(JSON.parse(JSON.stringify(ladder))).toEqual(ladder);
        expect(ladder.rows.reduce((sum, row) => sum + row.times, 0)).toBe(entries.length);
        for (const { from, to } of ladder.rows) expect(Math.min(from, to)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('what went wrong', () => {
  it('an answer that is never acknowledged, by an address nobody can reach', () => {
    const [finding] = ladderOf([invite, ...times(7, answer)]).findings;
    expect(finding).toEqual({
      code: 'noAck',
      text: '200 OK was sent 7 times and no ACK came: the far side cannot reach us (NAT or firewall).',
      advice: 'Our Contact says 10.0.0.9, which cannot be reached from outside: set the public address of this system.',
      entries: [1, 2, 3, 4, 5, 6, 7],
    });
    expect(codes(invite, ...times(7, answer), asked('in', 'ACK'))).toEqual([]);
    expect(codes(invite, ...times(2, answer))).toEqual([]);
  });

  it('an ACK that gets lost', () => {
    const success = said('in', 'SIP/2.0 200 OK', '1 INVITE');
    expect(codes(asked('out', 'INVITE'), success, asked('out', 'ACK'), success, success)).toEqual(['ackLost']);
  });

  it('requests that nobody answers, and answers that nobody hears', () => {
    const trying = said('out', 'SIP/2.0 100 Trying', '1 INVITE');
    expect(codes(...times(3, asked('out', 'INVITE')))).toEqual(['noAnswer']);
    expect(codes(...times(3, asked('out', 'INVITE')), said('in', 'SIP/2.0 100 Trying', '1 INVITE'))).toEqual([]);
    expect(codes(asked('in', 'INVITE'), trying, ...times(2, asked('in', 'INVITE')))).toEqual(['answersLost']);
    expect(codes(...times(3, asked('in', 'INVITE')), trying)).toEqual([]);
    expect(codes(...times(5, asked('in', 'ACK')))).toEqual([]);
  });

  it('a password that is not taken, but not a nonce that was too old', () => {
    const given = asked('out', 'INVITE', 1, 'Authorization: Digest x="y"');
    const refused = (challenge: string) =>
      said('in', 'SIP/2.0 401 Unauthorized', '1 INVITE', `WWW-Authenticate: ${challenge}`);
    expect(codes(asked('out', 'INVITE'), refused('Digest realm="x"'))).toEqual([]);
    expect(codes(given, refused('Digest realm="x"'))).toEqual(['wrongPassword']);
    expect(codes(given, refused('Digest realm="x", stale=TRUE'))).toEqual([]);
    const theirs = said('out', 'SIP/2.0 401 Unauthorized', '1 INVITE', 'WWW-Authenticate: Digest realm="x"');
    expect(ladderOf([asked('in', 'INVITE', 1, 'Authorization: Digest x="y"'), theirs]).findings).toMatchObject([
      { code: 'wrongPassword', text: 'The password of the far side was not right.' },
    ]);
  });

  it('sound that is awaited where it cannot come', () => {
    const at = (direction: 'in' | 'out', address: string) =>
      withSound(direction, 'INVITE sip:bob@example.com SIP/2.0', soundAt(address));
    expect(codes(at('out', '192.168.1.5'), at('out', '192.168.1.5'))).toEqual(['ourPrivateAddress']);
    expect(codes(at('in', '172.20.1.5'))).toEqual(['theirPrivateAddress']);
    expect(codes(at('in', '0.0.0.0'), at('in', '203.0.113.8'))).toEqual([]);
    expect(codes({ ...at('out', '192.168.1.5'), remote: '192.168.1.9:5060' })).toEqual([]);
  });
});
