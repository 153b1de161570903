import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** A port on the loopback that nobody uses now, by UDP or TCP, and whose successor is free as well where `pair` asks for it. */
export const freeUdpPort = async (pair = false): Promise<number> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = await boundUdp(0);
    if (port === null || !(await isTcpFree(port))) continue;
    if (!pair) return port;
    if (port % 2 === 0 && (await boundUdp(port + 1)) !== null) return port;
  }
  throw new Error('There is no free port.');
};

const boundUdp = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(null));
    socket.bind(port, '127.0.0.1', () => {
      const free = socket.address().port;
      socket.close(() => resolve(free));
    });
  });

const isTcpFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
