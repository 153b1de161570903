import { plainResponse } from '@callwright/sip';
import { afterEach, describe, expect, it } from 'vitest';
import { type Log, silentLog } from '../../platform/logging.js';
import { guardedUser } from './guard.js';
import { makeRequest, openBench, sendFrom } from './test-bench.js';

const open: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const record = () => {
  const lines: object[] = [];
  const log: Log = { ...silentLog, error: (fields) => void lines.push(fields), child: () => log };
  return { lines, log };
};

const fail = (): never => {
  throw new TypeError('the number +49 30 1234 is wrong');
};

describe('a failure of the layer above', () => {
  it('costs its request a 500 and is logged without what it says', () => {
    const { lines, log } = record();
    const statuses: number[] = [];
    const user = guardedUser(
      { onRequest: fail, onCancel: fail, onAck: fail, onStrayResponse: fail, onServerEnd: fail },
      log,
    );
    const respond = (response: { readonly status: number }): undefined => void statuses.push(response.status);
    const request = makeRequest('INVITE', 'sip:a@b');
    const endpoint = { address: '127.0.0.1', port: 1 };
    const path = {
      protocol: 'udp',
      local: endpoint,
      remote: endpoint,
      advertised: endpoint,
      connectionId: '1',
    } as const;
    const transaction = {
      id: '1',
      request,
      path,
      localTag: 't',
      isAlive: () => true,
      finalStatus: () => undefined,
      respond,
    };
    user.onRequest(transaction);
    user.onCancel(request, transaction, path);
    user.onAck(request, path);
    user.onStrayResponse(plainResponse(200, 'OK'), path);
    user.onServerEnd(transaction, 'done');
    expect([statuses, lines.length]).toEqual([[500], 5]);
    expect(JSON.stringify(lines)).toContain('TypeError');
    expect(JSON.stringify(lines)).not.toContain('1234');
  });

  it('at a response costs nobody else anything', async () => {
    const { lines, log } = record();
    const bench = await openBench({ log });
    open.push(bench.layer);
    const uri = `sip:127.0.0.1:${bench.layer.listeners[0]?.port}`;
    const outgoing = { request: makeRequest('OPTIONS', uri), target: { uri } };
    const ended = new Promise<void>((resolve) => {
      const onEnd = (): never => {
        resolve();
        return fail();
      };
      bench.layer.send(outgoing, { onSent: fail, onResponse: fail, onFailure: fail, onEnd });
    });
    (await bench.requests.next()).respond(plainResponse(200, 'OK'));
    await ended;
    const second = sendFrom(bench, { request: makeRequest('OPTIONS', uri), target: { uri } });
    (await bench.requests.next()).respond(plainResponse(200, 'OK'));
    expect((await second.responses.next()).status).toBe(200);
    expect(lines).toHaveLength(3);
  });
});
