import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { Inbox } from './test-inbox.js';

/** Somebody with a bare UDP socket on 127.0.0.1; for tests. */
export type FakeDatagramPeer = {
  readonly port: number;
  readonly received: Inbox<{ readonly text: string; readonly fromPort: number }>;
  readonly send: (text: string, port: number) => void;
  readonly close: () => void;
};

/** Opens one. */
export async function openDatagramPeer(): Promise<FakeDatagramPeer> {
  const socket: UdpSocket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const received = new Inbox<{ text: string; fromPort: number }>();
  socket.on('message', (bytes, { port }) => received.put({ text: bytes.toString('latin1'), fromPort: port }));
  return {
    port: socket.address().port,
    received,
    send: (text, port) => socket.send(Buffer.from(text, 'latin1'), port, '127.0.0.1'),
    close: () => socket.close(),
  };
}

/** Somebody with a bare TCP connection; for tests. */
export type FakeStreamPeer = {
  readonly socket: Socket;
  readonly received: Inbox<string>;
  readonly closed: Promise<void>;
  readonly send: (text: string) => void;
};

/** Connects to a port of 127.0.0.1. */
export async function openStreamPeer(port: number): Promise<FakeStreamPeer> {
  const socket = connect(port, '127.0.0.1');
  const received = new Inbox<string>();
  socket.on('data', (bytes) => received.put(bytes.toString('latin1')));
  // A reset is a way of closing.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, received, closed, send: (text) => void socket.write(text) };
}

let count = 0;

/** A whole request in text, with a transaction of its own. `more`: header lines, each with its CRLF. */
export function requestText(method: string, via: string, more = ''): string {
  count += 1;
  const to = method === 'BYE' ? ';tag=known' : '';
  const lines = [
    `${method} sip:bob@example.com SIP/2.0`,
    `Via: ${via};branch=z9hG4bKpeer${count}`,
    'Max-Forwards: 70',
    'From: <sip:alice@example.com>;tag=a1',
    `To: <sip:bob@example.com>${to}`,
    `Call-ID: peer-${count}`,
    `CSeq: 1 ${method}`,
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n${more}\r\n`;
}
