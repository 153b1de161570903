import { describe, expect, it } from 'vitest';
import { parseOfferRequest } from './offer-request.js';
import { rawMember } from './raw-member.js';

const read = (body: unknown) => parseOfferRequest(typeof body === 'string' ? body : JSON.stringify(body));

describe('the body of an offer', () => {
  it('names the caller in flat fields, of which blank ones do not count', () => {
    expect(read({ sdp: 'v=0', type: 'offer', apiKey: 'k', apiSecret: ' ', agentId: null, more: 1 })).toEqual({
      ok: true,
      offer: { sdp: 'v=0', apiKey: 'k' },
    });
  });

  it('keeps its payload as it was written', () => {
    const body = '{"payload" : {"id": 12345678901234567890, "q": "a,}\\"" } ,"type":"offer","sdp":"v=0"}';
    expect(read(body)).toMatchObject({ offer: { payload: '{"id": 12345678901234567890, "q": "a,}\\"" }' } });
  });

  it.each([
    ['', 'json: the body is empty'],
    ['{', 'json: the body is not JSON'],
    ['[]', 'json: an object is expected'],
    ['null', 'json: an object is expected'],
    ['{"sdp":5,"type":"offer"}', 'json: sdp must be a string'],
    ['{"sdp":"v=0","type":"answer"}', 'expected {sdp,type:offer}'],
    ['{"sdp":"v=0"}', 'expected {sdp,type:offer}'],
    ['{"sdp":"  ","type":"offer"}', 'expected {sdp,type:offer}'],
    ['{"sdp":null,"type":"offer"}', 'expected {sdp,type:offer}'],
  ])('is refused as %s', (body, problem) => {
    expect(read(body)).toEqual({ ok: false, problem });
  });

  it('has no payload when that is null', () => {
    expect(read({ sdp: 'v=0', type: 'offer', payload: null })).toEqual({ ok: true, offer: { sdp: 'v=0' } });
  });
});

describe('a member of JSON, as it stands there', () => {
  it.each<[unknown, object]>([
    [
      { a: [1, { b: ',}]"' }], payload: 'not this one' },
      { x: 'payload', y: ['payload', { payload: 2 }] },
    ],
    ['a "quoted" \\ text: {', { 'a:b,c}': 1 }],
    [[], {}],
    [-1.5e300, { before: null }],
    [false, { payloads: true, 'pay"load': 'x' }],
  ])('is what JSON.parse finds, whatever surrounds it', (value, others) => {
    for (const indent of [0, 1, 4])
      for (const object of [
        { ...others, payload: value },
        { payload: value, ...others },
      ])
        expect(JSON.parse(rawMember(JSON.stringify(object, null, indent), 'payload') ?? '0')).toEqual(value);
  });

  it('is the last of its name, and absent where there is none', () => {
    expect(rawMember('{"payload":1,"payload": 2 }', 'payload')).toBe('2');
    expect(rawMember('{"other":{"payload":1}}', 'payload')).toBeUndefined();
  });

  it('may be as long as a body', () => {
    const text = JSON.stringify({ sdp: 'a\\n'.repeat(100_000), payload: 'p\\"'.repeat(200_000) });
    expect(rawMember(text, 'payload')).toHaveLength(JSON.stringify('p\\"'.repeat(200_000)).length);
  });
});
