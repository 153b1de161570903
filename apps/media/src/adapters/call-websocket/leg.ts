import type { CallId, CallOption, CommandOf, SessionEvent } from '@callwright/protocol';
import type { WebSocket } from 'ws';
import type { CallClient } from '../../calls/call-client.js';
import type { CallLeg } from '../../calls/call-leg.js';
import { answeringWebrtc } from '../../calls/webrtc-sound.js';
import type { Clock } from '../../platform/clock.js';
import type { Wording } from './messages.js';
import { formatEvent } from './translate.js';

/** What a leg is made of. */
export type WebSocketLegParts = {
  readonly socket: WebSocket;
  readonly callId: CallId;
  readonly wording: Wording;
  readonly from: string;
  readonly to: string;
  readonly invite: CommandOf<'invite'>;
  /** Aborted when the socket has closed. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
};

/** Unsent bytes beyond which a client is taken for dead: some minutes of events. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 2_000;
/** RFC 6455 §7.4.1: the purpose of the connection has been fulfilled. */
const NORMAL = 1000;

/** Who holds a call socket: told events as text frames, in their own dialect. */
export const createSocketClient = ({
  socket,
  wording,
  signal,
  clock,
}: Pick<WebSocketLegParts, 'socket' | 'wording' | 'signal' | 'clock'>): CallClient => {
  let closing: Promise<void> | null = null;
  return {
    signal,
    send(event: SessionEvent) {
      const text = formatEvent(event, wording);
      if (text !== null) sendOrDrop(socket, text);
    },
    close() {
      closing ??= closeSocket(socket, clock);
      return closing;
    },
  };
};

/** A browser, or any WebRTC client, on a call WebSocket: events as text frames, sound through our own WebRTC. */
export const createWebSocketLeg = (parts: WebSocketLegParts): CallLeg => {
  const { invite } = parts;
  return {
    ...createSocketClient(parts),
    callId: parts.callId,
    protocol: 'call-websocket',
    direction: 'inbound',
    from: parts.from,
    to: parts.to,
    capabilities: ['bridge', 'keysIn', 'keysOut', 'files', 'rawAudioIn', 'rawAudioOut', 'participants', 'recording'],
    handles: new Set(),
    headers: {},
    openSound: answeringWebrtc(invite.sdp ?? invite.option?.offer ?? null),
    option: (invite.option ?? {}) satisfies CallOption,
    perform: () => Promise.resolve(),
  };
};

/** Sends a text, or ends the socket of a client that has not taken those before it. */
export const sendOrDrop = (socket: WebSocket, text: string): void => {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
  else socket.send(text);
};

const closeSocket = (socket: WebSocket, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) return resolve();
    const timer = clock.startTimer(CLOSE_TIMEOUT_MS, () => socket.terminate());
    socket.once('close', () => {
      timer.cancel();
      resolve();
    });
    socket.close(NORMAL);
  });
