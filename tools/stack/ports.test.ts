import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findFreePorts, findTakenPorts, readPorts } from './ports.mjs';

describe('readPorts', () => {
  it('gives the standard ports', () => {
    expect(readPorts({})).toEqual({
      ...{ studio: 3000, api: 3001, media: 3002, webrtc: 44400, takos: 44390, sip: 5060, freeclimb: 50_051 },
    });
  });

  it('takes a port of the settings and shifts all of them by the offset', () => {
    const env = { CALLWRIGHT_API_PORT: '4001', CALLWRIGHT_PORT_OFFSET: '100' };
    expect(readPorts(env)).toEqual({
      ...{ studio: 3100, api: 4101, media: 3102, webrtc: 44500, takos: 44490, sip: 5160, freeclimb: 50_151 },
    });
  });

  it.each(['abc', '-1', '1.5'])('refuses %s by the name of its setting', (text) => {
    expect(() => readPorts({ CALLWRIGHT_MEDIA_PORT: text })).toThrow(/CALLWRIGHT_MEDIA_PORT/);
  });

  it('refuses an offset that leads beyond the last port', () => {
    expect(() => readPorts({ CALLWRIGHT_PORT_OFFSET: '30000' })).toThrow(/gives 74400, which is no port/);
  });
});

describe('findTakenPorts', () => {
  it('finds nothing taken on ports it has just found free', async () => {
    expect(await findTakenPorts(await findFreePorts(), '127.0.0.1')).toEqual([]);
  });

  it('names the port, what it is for and the setting that moves it', async () => {
    const ports = await findFreePorts();
    const server = createServer().listen(ports.api, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const taken = await findTakenPorts(ports, '127.0.0.1');
    server.close();
    expect(taken).toEqual([`Port ${ports.api} (TCP, the api) is taken; CALLWRIGHT_API_PORT moves it.`]);
  });

  it('finds a UDP port taken whose TCP twin is free', async () => {
    const ports = await findFreePorts();
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(ports.webrtc, '127.0.0.1', resolve));
    const taken = await findTakenPorts(ports, '127.0.0.1');
    socket.close();
    expect(taken).toEqual([`Port ${ports.webrtc} (UDP, sound of browsers) is taken; CALLWRIGHT_WEBRTC_PORT moves it.`]);
  });
});
