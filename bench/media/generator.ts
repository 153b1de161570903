import { createSocket, type Socket } from 'node:dgram';
import { type FromGenerator, type GeneratorFigures, sourceOf, type ToGenerator } from './generator-messages.js';

/** The callers, in a process of their own: each sends a packet every 20 ms and counts what comes back. */

const HOST = '127.0.0.1';
const CALLS_A_SOCKET = 16;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const HEADER_BYTES = 12;
const BLOCK_MS = 20;

type Caller = {
  readonly port: number;
  readonly socket: Socket;
  readonly packet: Buffer;
  readonly payloads: readonly Uint8Array[];
  readonly blockTicks: number;
  dueMs: number;
  at: number;
  sequence: number;
  timestamp: number;
  expected: number | null;
  kept: Uint8Array[] | null;
};

const callers = new Map<string, Caller>();
const byPort = new Map<number, Caller>();
const sockets: Socket[] = [];
let payloads: readonly Uint8Array[] = [];
let figures: GeneratorFigures = nothing();
let countedFromMs = performance.now();
let blockTicks = 160;
let payloadType = 0;

function nothing(): GeneratorFigures {
  return { sent: 0, received: 0, missing: 0, lateMs: 0, wallMs: 0 };
}

async function socketFor(index: number): Promise<Socket> {
  const n = Math.floor(index / CALLS_A_SOCKET);
  const existing = sockets[n];
  if (existing) return existing;
  const socket = createSocket({ type: 'udp4', lookup: (address, _, done) => done(null, address, 4) });
  await new Promise<void>((resolve) => socket.bind(0, HOST, resolve));
  socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  socket.on('message', (bytes, { port }) => receive(bytes, port));
  socket.on('error', () => undefined);
  sockets[n] = socket;
  return socket;
}

function receive(bytes: Buffer, port: number): void {
  const caller = byPort.get(port);
  if (caller === undefined || bytes.length <= HEADER_BYTES) return;
  figures.received += 1;
  const sequence = bytes.readUInt16BE(2);
  if (caller.expected !== null) {
    const gap = (sequence - caller.expected) & 0xffff;
    if (gap > 0 && gap < 1000) figures.missing += gap;
  }
  caller.expected = (sequence + 1) & 0xffff;
  caller.kept?.push(Uint8Array.from(bytes.subarray(HEADER_BYTES)));
}

function send(caller: Caller, nowMs: number): void {
  const payload = caller.payloads[caller.at % caller.payloads.length];
  if (payload === undefined) return;
  const { packet } = caller;
  packet.writeUInt16BE(caller.sequence, 2);
  packet.writeUInt32BE(caller.timestamp, 4);
  packet.set(payload, HEADER_BYTES);
  caller.socket.send(packet, 0, HEADER_BYTES + payload.length, caller.port, HOST);
  caller.at += 1;
  caller.sequence = (caller.sequence + 1) & 0xffff;
  caller.timestamp = (caller.timestamp + caller.blockTicks) >>> 0;
  figures.sent += 1;
  figures.lateMs = Math.max(figures.lateMs, nowMs - caller.dueMs);
  caller.dueMs += BLOCK_MS;
}

function loop(): void {
  const nowMs = performance.now();
  for (const caller of callers.values()) while (caller.dueMs <= nowMs) send(caller, nowMs);
  setTimeout(loop, 1);
}

async function add(id: string, port: number, at: number): Promise<void> {
  const index = callers.size;
  const packet = Buffer.alloc(HEADER_BYTES + 1500);
  packet[0] = 0x80;
  packet[1] = payloadType;
  packet.writeUInt32BE(sourceOf(id), 8);
  const caller: Caller = {
    port,
    socket: await socketFor(index),
    packet,
    payloads,
    blockTicks,
    // Callers are spread over the 20 ms.
    dueMs: performance.now() + ((index * 7) % BLOCK_MS),
    at,
    sequence: 1,
    timestamp: 0,
    expected: null,
    kept: null,
  };
  callers.set(id, caller);
  byPort.set(port, caller);
}

const answer = (message: FromGenerator): void => void process.send?.(message);

async function handle(message: ToGenerator): Promise<void> {
  switch (message.ask) {
    case 'speak':
      payloads = message.payloads.map((text) => Buffer.from(text, 'base64'));
      ({ blockTicks, payloadType } = message);
      break;
    case 'add':
      await add(message.id, message.port, message.at);
      break;
    case 'remove': {
      const caller = callers.get(message.id);
      callers.delete(message.id);
      if (caller) byPort.delete(caller.port);
      break;
    }
    case 'keep': {
      const caller = callers.get(message.id);
      if (caller) caller.kept = message.isKept ? [] : null;
      break;
    }
    case 'kept':
      answer({
        id: message.id,
        kept: (callers.get(message.id)?.kept ?? []).map((one) => Buffer.from(one).toString('base64')),
      });
      return;
    case 'figures':
      answer({ figures: { ...figures, wallMs: performance.now() - countedFromMs } });
      figures = nothing();
      countedFromMs = performance.now();
      return;
  }
  answer({ done: true });
}

process.on('message', (message) => void handle(message as ToGenerator));
process.on('disconnect', () => process.exit(0));
loop();
