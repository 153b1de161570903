import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RtpAddress, TAKOS_OPUS, type TakosRoomListener } from '../ports.js';
import { capabilities } from '../testing/rtp-samples.js';
import { openSfuBench, type SfuBench } from '../testing/sfu-bench.js';

const bot = 'bot@one.example';
const bob = 'bob@two.example';

let bench: SfuBench;
const sockets: Socket[] = [];
beforeEach(async () => {
  bench = await openSfuBench();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await bench.close();
  expect(bench.adapter.counts()).toEqual({ sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 });
});

/** Notes what a seat is told. */
const listen = () => {
  const told: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void told.push([name, ...values]);
  const listener: TakosRoomListener = {
    joined: note('joined'),
    left: note('left'),
    produced: note('produced'),
    producerClosed: note('producerClosed'),
    ended: note('ended'),
  };
  return { told, listener };
};

const openSocket = async () => {
  const socket = createSocket('udp4');
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const packets: Buffer[] = [];
  socket.on('message', (packet) => void packets.push(packet));
  const remote: RtpAddress = { host: '127.0.0.1', port: socket.address().port };
  return { socket, packets, remote };
};

const packetOf = (ssrc: number, sequence: number): Buffer => {
  const packet = Buffer.alloc(12 + 20, 0xab);
  packet[0] = 0x80;
  packet[1] = TAKOS_OPUS.payloadType;
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 960, 4);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
};

describe('a seat', () => {
  it('is a peer like every other', async () => {
    const { told, listener } = listen();
    const seat = await bench.adapter.rooms.sitIn(bench.ticket(bot), listener);
    const client = await bench.join(bob);
    expect(client.told[0]?.data).toMatchObject({ peers: [bot] });
    expect(seat.peers()).toEqual([bob]);
    client.hangUp();
    await bench.until(() => told.length === 2);
    expect(told).toEqual([
      ['joined', bob],
      ['left', bob],
    ]);
    expect(bench.adapter.rooms.isLive(bench.ticket(bot))).toBe(true);
    seat.leave();
    seat.leave();
    expect(bench.adapter.rooms.isLive(bench.ticket(bot))).toBe(false);
    await expect(seat.openLine()).rejects.toThrow();
  });

  it('speaks into the room, and is heard by another seat, packet by packet', async () => {
    const hearer = listen();
    const ear = await bench.adapter.rooms.sitIn(bench.ticket(bob), hearer.listener);
    const voice = await bench.adapter.rooms.sitIn(bench.ticket(bot), listen().listener);
    const [near, far] = [await openSocket(), await openSocket()];
    const [speaking, hearing] = [await voice.openLine(), await ear.openLine()];
    await speaking.connect(near.remote);
    await hearing.connect(far.remote);
    const { producerId, close } = await speaking.speak(77);
    expect(hearer.told).toContainEqual(['produced', { producerId, peerId: bot, kind: 'audio' }]);
    expect(ear.producers()).toEqual([{ producerId, peerId: bot, kind: 'audio' }]);
    const heard = await hearing.hear(producerId);
    for (let sequence = 1; sequence <= 25; sequence += 1)
      near.socket.send(packetOf(77, sequence), speaking.local.port, speaking.local.host);
    await bench.until(() => far.packets.filter((packet) => isRtp(packet)).length === 25);
    for (const packet of far.packets.filter(isRtp)) {
      expect((packet[1] ?? 0) & 0x7f).toBe(TAKOS_OPUS.payloadType);
      expect(packet.readUInt32BE(8)).toBe(heard.ssrc);
      expect(packet.subarray(-20)).toEqual(Buffer.alloc(20, 0xab));
    }
    close();
    expect(hearer.told.at(-1)).toEqual(['producerClosed', { producerId, peerId: bot, kind: 'audio' }]);
    await bench.until(() => bench.adapter.counts().consumers === 0);
  });

  it('is heard by clients, and takes what it says with it when its line closes', async () => {
    const client = await bench.join(bob);
    const seat = await bench.adapter.rooms.sitIn(bench.ticket(bot), listen().listener);
    const line = await seat.openLine();
    const { producerId } = await line.speak(78);
    expect(await client.next('produced')).toMatchObject({ producerId, peerId: bot });
    client.send({ type: 'consume', producerId, peerId: bot, rtpCapabilities: capabilities });
    await client.next('consumed');
    line.close();
    line.close();
    expect(await client.next('producerClosed')).toMatchObject({ producerId });
    expect(seat.peers()).toEqual([bob]);
  });

  it('hears nothing that is not there', async () => {
    const seat = await bench.adapter.rooms.sitIn(bench.ticket(bot), listen().listener);
    const line = await seat.openLine();
    await expect(line.hear('nothing')).rejects.toMatchObject({ code: 'protocol.badMessage' });
  });

  it('is told when the call is ended, and of nothing after', async () => {
    const { told, listener } = listen();
    const room = bench.ticket(bot);
    const ended: unknown[] = [];
    const stop = bench.adapter.rooms.onEnded((address) => void ended.push(address));
    const seat = await bench.adapter.rooms.sitIn(room, listener);
    await seat.openLine();
    const client = await bench.join(bob);
    bench.adapter.rooms.end(room);
    expect(await client.closed).toMatchObject({ code: 1000 });
    expect(told).toEqual([
      ['joined', bob],
      ['ended', 'ended'],
    ]);
    expect(ended).toEqual([{ workspaceId: room.workspaceId, roomId: room.roomId }]);
    seat.leave();
    stop();
  });

  it('ends a call of friends by leaving', async () => {
    const seat = await bench.adapter.rooms.sitIn(bench.ticket(bot, 'pair', 'friend'), listen().listener);
    const client = await bench.join(bob, { roomId: 'pair', kind: 'friend' });
    seat.leave();
    await client.next('leave');
    expect(await client.closed).toMatchObject({ code: 1000 });
  });
});

// What is not RTP on the same port is RTCP (RFC 5761 §4).
const isRtp = (packet: Buffer): boolean => {
  const type = (packet[1] ?? 0) & 0x7f;
  return type < 64 || type > 95;
};
