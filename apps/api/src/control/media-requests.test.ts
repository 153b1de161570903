import { type ApiMessage, AppError, trunkId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { Ids } from '../platform/ids.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { FakeClock } from '../testing/fake-clock.js';
import { type MediaLink, MediaLinks } from './media-links.js';
import { EXAMINE_TIMEOUT_MS, MAX_WAITING_REQUESTS, type MediaAnswer, MediaRequests } from './media-requests.js';

const trunk = trunkId.parse('t');
const set = () => {
  const links = new MediaLinks(new Metrics());
  const sent: ApiMessage[] = [];
  const link: MediaLink = {
    processId: 'm',
    mediaUrl: 'http://127.0.0.1:1',
    speech: null,
    send: (message) => void sent.push(message),
    close: () => undefined,
  };
  links.add(link);
  const clock = new FakeClock();
  return { link, sent, clock, requests: new MediaRequests(links, new Ids(), clock) };
};
const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

describe('what media processes are asked', () => {
  it('is bounded, and makes room again when it is answered, too late or lost', async () => {
    const { link, sent, clock, requests } = set();
    const ask = () => requests.examineTrunk(trunk).catch(codeOf);
    const waiting = Array.from({ length: MAX_WAITING_REQUESTS }, ask);
    expect(await ask()).toBe('api.tooManyRequests');
    clock.advance(EXAMINE_TIMEOUT_MS);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['media.timeout']));
    const [answered, lost] = [ask(), ask()];
    const last = sent.at(-2);
    if (last?.type !== 'examineTrunk') throw new Error('nothing was asked');
    requests.settle(link, { type: 'trunkReport', requestId: last.requestId, findings: [] });
    requests.gone(link);
    expect([await answered, await lost]).toEqual([[], 'control.unavailable']);
  });

  it('is left alone by answers that come twice or too late', async () => {
    const { link, sent, requests } = set();
    const answer = requests.examineTrunk(trunk);
    const [asked] = sent;
    if (asked?.type !== 'examineTrunk') throw new Error('nothing was asked');
    const report: MediaAnswer = { type: 'trunkReport', requestId: asked.requestId, findings: [] };
    requests.settle(link, report);
    expect(() => requests.settle(link, report)).not.toThrow();
    expect(await answer).toEqual([]);
  });
});
