import { drawFlow } from '@callwright/flow-engine/testing';
import { signWebhook } from '@callwright/jambonz-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WEBHOOK_SECRET } from './index.js';
import { JambonzBench } from './jambonz-bench.js';

let bench: JambonzBench;
beforeEach(async () => {
  bench = await JambonzBench.open();
  const steps = { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } as const;
  bench.exchange.line('patient', drawFlow({ steps: { ask: [...steps.ask] } }));
  bench.exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
});
afterEach(async () => expect(await bench.close()).toEqual([]));

const info = { call_sid: 'cs-1', direction: 'inbound', from: '+49301', to: '+49302', call_status: 'trying' };
const basic = () => ({ authorization: `Basic ${Buffer.from(`x:${bench.key()}`).toString('base64')}` });
type Verbs = readonly { readonly verb: string; readonly actionHook?: string }[];
/** Posts, and lets time run until it is answered. */
const post = async (path: string, body: object, headers: Record<string, string> = basic()): Promise<Verbs> => {
  let answered: Response | null = null;
  const posted = bench.post(path, body, headers).then((response) => {
    answered = response;
    return response;
  });
  await bench.until(() => answered !== null);
  const response = await posted;
  expect(response.status).toBe(200);
  return response.json() as Promise<Verbs>;
};
const pathOf = (hook: string | undefined) => String(hook).replace('/jambonz/', '');

describe('webhooks of jambonz', () => {
  it('drive the same flow: every answer asks for the next by itself', async () => {
    const first = await post('message', info);
    expect(first.map(({ verb }) => verb)).toEqual(['answer', 'config', 'redirect']);
    const said = await post(pathOf(first.at(-1)?.actionHook), info);
    expect(said).toMatchObject([{ verb: 'say', text: 'Hello.' }, { verb: 'redirect' }]);
    const last = await post(pathOf(said.at(-1)?.actionHook), info);
    expect(last).toEqual([{ verb: 'hangup' }]);
    await bench.until(() => bench.story.end !== null);
    expect(bench.story.start).toMatchObject({ from: '+49301', to: '+49302' });
    // Whoever comes later is told the same again.
    expect(await post('message/hook/next/0', info)).toEqual([{ verb: 'hangup' }]);
  });

  it('are kept waiting a little, then told to ask again, and end by the status hook', async () => {
    const first = await post('patient', info);
    const asked = await post(pathOf(first.at(-1)?.actionHook), info);
    expect(asked).toMatchObject([{ verb: 'gather', say: { text: 'Well?' } }]);
    const waiting = await post('patient/hook/next/0', info);
    expect(waiting).toEqual([{ verb: 'redirect', actionHook: '/jambonz/patient/hook/next/0' }]);
    expect(await post('patient/status', { ...info, call_status: 'completed', call_termination_by: 'caller' })).toEqual(
      [],
    );
    await bench.until(() => bench.story.end !== null);
    expect(bench.story.end).toMatchObject({ initiator: 'caller' });
  });

  it('are refused without a key, in another method, without JSON, and without a call', async () => {
    const status = async (path: string, body: object | string, headers: Record<string, string>) =>
      (await bench.post(path, body, headers)).status;
    expect(await status('message', info, {})).toBe(401);
    expect(await status('message', info, { authorization: 'Basic eDp5' })).toBe(401);
    expect(await status('nowhere', info, basic())).toBe(404);
    expect(await status('message', '{', basic())).toBe(400);
    expect(await status('message', '[]', basic())).toBe(400);
    expect(await status('message', {}, basic())).toBe(400);
    expect(await status('message', `"${'x'.repeat(1_100_000)}"`, basic())).toBe(413);
    expect((await fetch(`http://127.0.0.1:${bench.port}/jambonz/message`)).status).toBe(405);
    expect(bench.exchange.stories.all.size).toBe(0);
  });

  it('are signed where the workspace has a secret for that', async () => {
    bench.secrets.set(WEBHOOK_SECRET, 'whsec');
    expect((await bench.post('message', info, basic())).status).toBe(403);
    const nowS = Math.floor(bench.exchange.clock.nowMs() / 1000);
    const signed = (at: number) => ({
      ...basic(),
      'jambonz-signature': signWebhook('whsec', JSON.stringify(info), at),
    });
    expect((await bench.post('message', info, signed(nowS - 1_000))).status).toBe(403);
    expect((await post('message', info, signed(nowS))).at(-1)).toMatchObject({ verb: 'redirect' });
  });
});
