import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { FakeClock } from '@callwright/flow-engine/testing';
import { createServerAddresses } from '@callwright/outbound';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createSocketDialler, type SoundSocket } from './dial-socket.js';

let server: WebSocketServer;
let clock: FakeClock;
let heard: Uint8Array[];
let closeCount: number;
let abort: AbortController;

beforeEach(async () => {
  [clock, heard, closeCount, abort] = [new FakeClock(), [], 0, new AbortController()];
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
});
afterEach(async () => {
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

const events = {
  onBytes: (bytes: Uint8Array) => void heard.push(Uint8Array.from(bytes)),
  onClose: () => void closeCount++,
};
const urlOf = ({ port }: AddressInfo): string => `ws://127.0.0.1:${port}/sound`;
const dial = (url = urlOf(server.address() as AddressInfo), allowPrivate = ['127.0.0.1']): Promise<SoundSocket> =>
  createSocketDialler({ clock, addressesOf: createServerAddresses({ allowPrivate }) })(url, events, abort.signal);
const meet = async () => {
  const met = once(server, 'connection');
  const socket = await dial();
  const [far] = (await met) as [WebSocket];
  return { socket, far };
};

describe('a stream that is dialled', () => {
  it('carries text and sound there, and sound back', async () => {
    const { socket, far } = await meet();
    const there: string[] = [];
    far.on('message', (data, isBinary) => there.push(`${isBinary ? 'sound' : 'text'} ${String(data)}`));
    socket.sendText('{"event":"start"}');
    socket.sendBytes(new TextEncoder().encode('abc'));
    far.send('not for us');
    far.send(Uint8Array.of(1, 2));
    await vi.waitFor(() => expect([there.length, heard.length]).toEqual([2, 1]));
    expect(there).toEqual(['text {"event":"start"}', 'sound abc']);
    expect(heard).toEqual([Uint8Array.of(1, 2)]);
    socket.close();
    await once(far, 'close');
    expect(closeCount).toBe(0);
  });

  it('tells when the far side closes, once', async () => {
    const { socket, far } = await meet();
    far.close();
    await vi.waitFor(() => expect(closeCount).toBe(1));
    socket.sendBytes(Uint8Array.of(1));
    socket.close();
    expect(closeCount).toBe(1);
  });

  it('tells when the far side sends more at once than anybody may', async () => {
    const { far } = await meet();
    far.send(new Uint8Array(2_000_001));
    await vi.waitFor(() => expect(closeCount).toBe(1));
    expect(heard).toEqual([]);
  });

  it('does not lead to private addresses', async () => {
    await expect(dial(undefined, [])).rejects.toMatchObject({ code: 'http.refusedAddress' });
    expect(server.clients.size).toBe(0);
  });

  it('fails where nobody listens, or something that is no WebSocket', async () => {
    await expect(dial('ws://127.0.0.1:1/')).rejects.toMatchObject({ code: 'http.network' });
    server.shouldHandle = () => false;
    await expect(dial()).rejects.toMatchObject({ code: 'http.network' });
  });

  it('gives up a handshake that takes too long, and one whose call is over', async () => {
    const mute = createServer();
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const asked = once(mute, 'connection');
    const late = expect(dial(urlOf(mute.address() as AddressInfo))).rejects.toMatchObject({ code: 'http.timeout' });
    const [connection] = (await asked) as [Socket];
    clock.advance(5_000);
    await late;
    const over = expect(dial(urlOf(mute.address() as AddressInfo))).rejects.toMatchObject({ code: 'call.ended' });
    abort.abort();
    await over;
    connection.destroy();
    mute.close();
    expect(clock.timerCount).toBe(0);
  });
});
