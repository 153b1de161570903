import { drawFlow } from '@callwright/flow-engine/testing';
import { type CallId, callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { OfferBench, type OfferBenchOptions, OWN_PAGE } from './offer-bench.js';

let bench: OfferBench;
const start = async (options: OfferBenchOptions = {}) => {
  bench = await OfferBench.open(options);
  const flow = drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } });
  bench.exchange.line('open', flow, { isPublic: true });
  bench.exchange.line('closed', flow);
};
beforeEach(() => start());
afterEach(() => bench.close());
const restart = async (options: OfferBenchOptions) => {
  await bench.close();
  await start(options);
};
const post = (body: string, headers: Record<string, string> = {}) =>
  bench.ask('/webrtc/v1/offer', { method: 'POST', body, headers });

describe('an offer', () => {
  it('is answered with JSON, an id of its call, and the end of a line', async () => {
    const { status, headers, text } = await bench.offer({ agentId: 'open' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(text.endsWith('\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({ sdp: 'v=0 answer', type: 'answer', call_id: 'wrtc-1' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([
    ['{"sdp":', 'json: the body is not JSON\n'],
    ['', 'json: the body is empty\n'],
    ['{"type":"offer"}', 'expected {sdp,type:offer}\n'],
    [JSON.stringify({ sdp: FAKE_OFFER, type: 'answer' }), 'expected {sdp,type:offer}\n'],
  ])('is refused as %s', async (body, problem) => {
    const { status, headers, text } = await post(body);
    expect({ status, text }).toEqual({ status: 400, text: problem });
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('may have one MiB and no byte more', async () => {
    const rest = JSON.stringify({ sdp: FAKE_OFFER, type: 'offer', agentId: 'open', pad: '' }).length;
    const padded = (sizeBytes: number) => ({ agentId: 'open', pad: 'x'.repeat(sizeBytes - rest) });
    expect((await bench.offer(padded(1_048_576))).status).toBe(200);
    const tooBig = await bench.offer(padded(1_048_577));
    expect(tooBig).toMatchObject({ status: 400, text: 'read body: it has more than 1048576 bytes\n' });
  });

  it('is only posted', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect(await bench.ask('/webrtc/v1/offer', { method })).toMatchObject({
        status: 405,
        text: 'method not allowed\n',
      });
      expect(await bench.ask('/webrtc/v1/hangup', { method })).toMatchObject({
        status: 405,
        text: 'method not allowed\n',
      });
    }
  });

  it('that nobody can answer is told what is wrong with it', async () => {
    expect(await bench.offer({ agentId: 'open', sdp: 'nonsense' })).toMatchObject({
      status: 500,
      text: 'handshake: The offer is not understood.\n',
    });
    const withoutOpus = `${FAKE_OFFER}a=rtpmap:111 PCMU/8000\r\n`;
    expect(await bench.offer({ agentId: 'open', sdp: withoutOpus })).toMatchObject({
      status: 500,
      text: 'handshake: The offer has no Opus, which is what is spoken here.\n',
    });
  });

  it('is given up when there is no answer within 15 s', async () => {
    const release = bench.exchange.sound.hold('answer');
    expect(await bench.offer({ agentId: 'open' })).toMatchObject({
      status: 500,
      text: 'handshake: there was no answer in time\n',
    });
    release();
  });

  it('is told that the server is to blame when it has no sound for it', async () => {
    const release = bench.exchange.sound.hold('answer');
    const asked = bench.offer({ agentId: 'open' });
    await bench.until(() => bench.told.some(({ word }) => word === 'start'));
    bench.exchange.sound.loseProcessOf(callId.parse('wrtc-1'));
    expect(await asked).toMatchObject({ status: 503, text: expect.not.stringContaining('handshake') });
    release();
  });

  it('that is not waited for is a call nobody made', async () => {
    const release = bench.exchange.sound.hold('answer');
    const gone = new AbortController();
    const body = JSON.stringify({ sdp: FAKE_OFFER, type: 'offer', agentId: 'open' });
    const asked = fetch(`${bench.url}/webrtc/v1/offer`, { method: 'POST', body, signal: gone.signal });
    await bench.until(() => bench.told.some(({ word }) => word === 'start'));
    gone.abort();
    await expect(asked).rejects.toThrow();
    await bench.until(() => bench.hasEnded(callId.parse('wrtc-1')));
    release();
    expect(bench.exchange.stories.of(callId.parse('wrtc-1')).end).toMatchObject({ initiator: 'caller' });
  });
});

describe('who may call by an offer', () => {
  it('strangers on public lines, and keys of the workspace on all of its lines', async () => {
    expect((await bench.offer({ agentId: 'closed' })).status).toBe(401);
    expect((await bench.offer({ agentId: 'nowhere' })).status).toBe(401);
    expect((await bench.offer({ agentId: 'closed', apiKey: 'cwk_wrong_key' })).status).toBe(401);
    const apiKey = bench.exchange.key('calls:start');
    expect((await bench.offer({ agentId: 'closed', apiKey })).status).toBe(200);
    expect((await bench.offer({ agentId: 'nowhere', apiKey })).status).toBe(404);
    const headers = { authorization: `Bearer ${apiKey}` };
    expect((await post(JSON.stringify({ sdp: FAKE_OFFER, type: 'offer', agentId: 'closed' }), headers)).status).toBe(
      200,
    );
    expect((await bench.offer({}, `?token=${apiKey}&line=closed`)).status).toBe(200);
    expect(bench.refused).toContain('auth.required');
  });

  it('the default line takes those who name none', async () => {
    await restart({ defaultLine: 'open' });
    expect((await bench.offer({ agentId: '42' })).status).toBe(200);
  });

  it('nobody, while all lines are busy', async () => {
    await restart({ maxCalls: 1 });
    await bench.call({ agentId: 'open' });
    expect(await bench.offer({ agentId: 'open' })).toMatchObject({ status: 503, text: 'All lines are busy.\n' });
  });
});

describe('pages elsewhere', () => {
  const allowed = async (origin: string) => {
    const { headers, status } = await post('{}', { origin });
    expect(status).toBe(400);
    return headers.get('access-control-allow-origin');
  };

  it('may read answers when they are ours, of this address, or of this machine', async () => {
    for (const origin of [OWN_PAGE, bench.url, 'http://localhost:5173', 'https://127.0.0.1', 'http://[::1]:8080'])
      expect(await allowed(origin)).toBe(origin);
    for (const origin of ['https://elsewhere.example', 'null', 'http://localhost.elsewhere.example'])
      expect(await allowed(origin)).toBeNull();
  });

  it('may read them when they are listed, and then no others', async () => {
    await restart({ origins: ['https://shop.example'] });
    expect(await allowed('https://shop.example')).toBe('https://shop.example');
    expect(await allowed('http://localhost:5173')).toBeNull();
    await restart({ origins: ['*'] });
    expect(await allowed('https://anything.example')).toBe('https://anything.example');
  });

  it('are told by OPTIONS, which is always 204', async () => {
    for (const path of ['offer', 'hangup', 'iceservers']) {
      const { status, headers } = await bench.ask(`/webrtc/v1/${path}`, {
        method: 'OPTIONS',
        headers: { origin: OWN_PAGE },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-methods')).toBe('POST, OPTIONS');
      expect(headers.get('access-control-allow-headers')).toBe('Content-Type');
      expect(headers.get('vary')).toBe('Origin');
      const other = await bench.ask(`/webrtc/v1/${path}`, {
        method: 'OPTIONS',
        headers: { origin: 'https://x.example' },
      });
      expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([204, null]);
    }
  });

  it('are told the servers by which a browser finds its way', async () => {
    const { status, text } = await bench.ask('/webrtc/v1/iceservers');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      iceServers: [
        { urls: ['stun:stun.example:3478'] },
        { urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' },
      ],
    });
    const key = bench.exchange.key('calls:start');
    const known = await bench.ask(`/webrtc/v1/iceservers?token=${key}`);
    expect(JSON.parse(known.text).iceServers.at(-1)).toMatchObject({
      urls: ['turn:relay.example:3478'],
      username: expect.stringMatching(/^\d+:home$/),
      credential: expect.stringMatching(/^[\w+/]{27}=$/),
    });
    expect((await bench.ask('/webrtc/v1/iceservers?token=cwk_wrong_key')).status).toBe(401);
    expect((await bench.ask('/webrtc/v1/iceservers', { method: 'POST' })).status).toBe(405);
    expect((await bench.ask('/webrtc/v1/other')).status).toBe(404);
  });
});

describe('the end of a call by offer', () => {
  const reasonOf = (id: CallId) => bench.told.find(({ callId: one, word }) => one === id && word === 'end')?.text;

  it('is asked for by its id, as often as one likes', async () => {
    const id = await bench.call({ agentId: 'open' });
    for (const wanted of [id, id, 'wrtc-77', '%00']) expect((await bench.hangUp(wanted)).status).toBe(204);
    await bench.until(() => bench.hasEnded(id));
    expect((await bench.hangUp(id)).status).toBe(204);
    expect(reasonOf(id)).toBe('client-hangup');
    expect(bench.exchange.stories.of(id).end).toMatchObject({ reason: 'client-hangup', initiator: 'caller' });
    const { status, text } = await bench.ask('/webrtc/v1/hangup', {
      method: 'POST',
      body: JSON.stringify({ call_id: id }),
    });
    expect({ status, text }).toEqual({ status: 400, text: 'missing call_id\n' });
  });

  it('comes with its transport', async () => {
    const id = await bench.call({ agentId: 'open' });
    bench.exchange.sound.caller(id).vanishes();
    await bench.until(() => bench.hasEnded(id));
    expect(reasonOf(id)).toBe('pc-state:failed');
  });

  it('is told with who called', async () => {
    const id = await bench.call({ agentId: 'open' });
    expect(bench.told[0]).toMatchObject({
      callId: id,
      word: 'start',
      text: expect.stringMatching(/^127\.0\.0\.1 ua="/),
    });
  });
});
