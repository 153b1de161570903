import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '../../platform/ids.js';
import { silentLog } from '../../platform/logging.js';
import type { Application } from './application.js';
import { Applications } from './applications.js';
import { FrameReader, formatFrame } from './frame.js';

let clock: FakeClock;
let applications: Applications;
let gone: Application[];
const sockets: Socket[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  const left: Application[] = [];
  gone = left;
  applications = await Applications.listen({
    port: 0,
    secret: 'secret',
    hostPorts: () => ['udp/127.0.0.1:5060', 'tcp/127.0.0.1:5060'],
    clock,
    newId: newUuid,
    log: silentLog,
    onCommand: (application, id) => application.tell(`response|${id}|NOK|heard`),
    onGone: (application) => left.push(application),
  });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await applications.close();
});

/** A connection that says one thing at a time and gives the words of the answer. */
const open = async () => {
  const socket = connect(applications.address.port, applications.address.host);
  sockets.push(socket);
  await once(socket, 'connect');
  const reader = new FrameReader();
  const ask = async (words: string): Promise<readonly string[]> => {
    socket.write(formatFrame(`f|${words}`));
    const [chunk] = await once(socket, 'data');
    return Buffer.from(reader.read(chunk as Buffer).frames[0] ?? [])
      .toString()
      .split('|')
      .slice(1);
  };
  return { socket, ask };
};
const openApp = async (tags = '', ...routes: readonly string[]) => {
  const app = await open();
  await app.ask(`authenticate|secret|${tags}`);
  for (const route of routes) await app.ask(`route|${route}`);
  return app;
};

describe('an application', () => {
  it('is told where the server listens once it has said the secret', async () => {
    const { ask } = await open();
    const ports = 'udp/127.0.0.1:5060,tcp/127.0.0.1:5060';
    expect(await ask('authenticate|secret|')).toEqual(['response', 'f', 'OK', ports, 'v0.9.5-callwright', ports]);
    expect(await ask('ping')).toEqual(['response', 'f', 'OK', 'pong']);
    expect(await ask('route|invite')).toEqual(['response', 'f', 'OK']);
    expect(await ask('remove_route|invite')).toEqual(['response', 'f', 'OK']);
    expect(await ask('remove_route|invite')).toEqual(['response', 'f', 'NO', 'no such route']);
    expect(await ask('dance')).toEqual(['response', 'f', 'NO', 'unknown message type']);
    expect(applications.count).toBe(1);
  });

  it('with a wrong secret is told so and let go', async () => {
    const { socket, ask } = await open();
    expect(await ask('authenticate|secreT|')).toEqual(['response', 'f', 'NO', 'incorrect secret']);
    await once(socket, 'close');
    expect(applications.count).toBe(0);
  });

  it('that says nothing for five seconds is let go', async () => {
    const { socket } = await open();
    socket.resume();
    await expect.poll(() => clock.timerCount).toBe(1);
    clock.advance(5000);
    await once(socket, 'close');
    expect(gone).toHaveLength(1);
  });

  it('that sends what is no frame is let go', async () => {
    const { socket } = await openApp();
    socket.write('hello');
    await once(socket, 'close');
    expect(applications.count).toBe(0);
  });

  it('has its turn', async () => {
    await openApp('', 'invite');
    await openApp('', 'invite', 'options');
    await openApp('', 'options');
    const turns = ['invite', 'invite', 'invite', 'options'].map((verb) => applications.next(verb)?.id);
    expect(turns[0]).toBe(turns[2]);
    expect(turns[1]).not.toBe(turns[0]);
    expect(applications.next('register')).toBeNull();
    expect(applications.whoWants('options')).toHaveLength(2);
  });

  it('is followed by one of the same tags', async () => {
    const first = await openApp('red', 'invite');
    const left = applications.next('invite');
    await openApp('blue', 'invite');
    await openApp('green,red', 'invite');
    first.socket.destroy();
    await expect.poll(() => gone.length).toBe(1);
    expect(left && applications.heirOf(left, 'invite')?.tags).toEqual(['green', 'red']);
    expect(applications.heirOf({ tags: ['black'] }, 'invite')).toBeNull();
  });
});
