import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainEnding, outcomeOf } from './explain-ending.js';
import { q850Words } from './q850-words.js';
import { formatReason, parseReason, q850Of, reasonsOf } from './reason.js';
import { reasonPhrase } from './sip-status.js';
import { sipWords } from './sip-words.js';

describe('Reason', () => {
  it.each([
    ['Q.850 ;cause=16 ;text="Terminated"', { protocol: 'Q.850', cause: 16, text: 'Terminated' }],
    ['SIP;cause=600;text="Busy \\"Everywhere\\""', { protocol: 'SIP', cause: 600, text: 'Busy "Everywhere"' }],
    ['q.850;cause=x', { protocol: 'Q.850' }],
    ['preemption', { protocol: 'PREEMPTION' }],
  ])('reads %s', (value, reason) => {
    const read = parseReason(value);
    expect(read).toEqual(reason);
    expect(read && parseReason(formatReason(read))).toEqual(reason);
  });

  it('leaves malformed ones out', () => {
    const headers = ['', ';cause=1', 'SIP;cause=200;text="Call completed elsewhere"', 'Q.850;cause=26'].map(
      (value) => ({
        name: 'Reason',
        value,
      }),
    );
    const reasons = reasonsOf({ headers });
    expect(reasons.map(({ cause }) => cause)).toEqual([200, 26]);
    expect(q850Of(reasons)).toBe(26);
  });
});

describe('explainEnding', () => {
  it('says what to look at', () => {
    expect(explainEnding({ status: 403 })).toEqual({
      outcome: 'failed',
      code: 'SIP 403',
      summary: 'The carrier refused the call.',
      detail: expect.stringMatching(/^the far side answered 403 Forbidden: check the caller id you send/),
    });
  });

  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [408, 'noAnswer'],
    [480, 'noAnswer'],
    [487, 'noAnswer'],
    [603, 'rejected'],
    [607, 'rejected'],
    [404, 'failed'],
    [503, 'failed'],
    [302, 'failed'],
  ] as const)('makes of %i the outcome %s', (status, outcome) => {
    expect(outcomeOf(status)).toBe(outcome);
  });

  it('believes the telephone network where the answer is vague, and only there', () => {
    const busy = [{ protocol: 'Q.850', cause: 17 }];
    expect(explainEnding({ status: 503, reasons: busy })).toMatchObject({ outcome: 'busy', code: 'Q.850 17' });
    expect(explainEnding({ status: 407, reasons: busy })).toMatchObject({ outcome: 'failed', code: 'SIP 407' });
    const unspecified = [{ protocol: 'Q.850', cause: 31 }];
    expect(explainEnding({ status: 480, reasons: unspecified })).toMatchObject({ code: 'SIP 480' });
  });

  it('says how an answered call ended', () => {
    expect(explainEnding({ reasons: [{ protocol: 'Q.850', cause: 16 }] })).toMatchObject({ outcome: 'ended' });
    expect(explainEnding({})).toMatchObject({ outcome: 'ended', code: '' });
    expect(explainEnding({ reasons: [{ protocol: 'Q.850', cause: 38 }] })).toMatchObject({ outcome: 'failed' });
  });

  it('has words for every status and every cause', () => {
    for (let status = 300; status < 700; status += 1) {
      expect(sipWords(status)).toMatchObject({ name: expect.stringMatching(/./), advice: expect.stringMatching(/./) });
    }
    for (let cause = 1; cause < 128; cause += 1) expect(q850Words(cause)?.summary).toMatch(/\.$/);
    expect([sipWords(200), q850Words(0), q850Words(128), q850Words(1.5)]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
    expect([reasonPhrase(486), reasonPhrase(499), reasonPhrase(799)]).toEqual([
      'Busy Here',
      'Request Failure',
      'Unknown',
    ]);
  });

  it('copes with any numbers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (status, cause) => {
        expect(explainEnding({ status, reasons: [{ protocol: 'Q.850', cause }] }).summary).toMatch(/\.$/);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
