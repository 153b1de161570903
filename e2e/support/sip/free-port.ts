import { createSocket } from 'node:dgram';

/** A UDP port on the loopback that nobody uses now, and whose successor is free as well where `pair` asks for it. */
export const freeUdpPort = async (pair = false): Promise<number> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = await bound(0);
    if (port === null) continue;
    if (!pair) return port;
    if (port % 2 === 0 && (await bound(port + 1)) !== null) return port;
  }
  throw new Error('There is no free UDP port.');
};

const bound = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(null));
    socket.bind(port, '127.0.0.1', () => {
      const free = socket.address().port;
      socket.close(() => resolve(free));
    });
  });
