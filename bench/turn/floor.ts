import { createSocket } from 'node:dgram';

/** What this machine itself takes: a packet to another socket of the same process and back, 50 a second, in ms. */
export const measureUdpEcho = async (count: number): Promise<readonly number[]> => {
  const echo = createSocket('udp4');
  const caller = createSocket('udp4');
  echo.on('message', (packet, from) => echo.send(packet, from.port, from.address));
  await new Promise<void>((resolve) => echo.bind(0, '127.0.0.1', resolve));
  const times: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const startedMs = performance.now();
    const back = new Promise((resolve) => caller.once('message', resolve));
    caller.send(Buffer.alloc(172), echo.address().port, '127.0.0.1');
    await back;
    times.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  echo.close();
  caller.close();
  return times;
};
