import type { LookupFunction } from 'node:net';
import type { ResolvedAddress } from '@callwright/outbound';
import { AppError } from '@callwright/protocol';
import { WebSocket } from 'ws';
import type { Clock } from '../../platform/clock.js';

/** A WebSocket of somebody else that we have dialled. Nothing in it throws. */
export type SoundSocket = {
  readonly sendText: (text: string) => void;
  /** The bytes may not be changed afterwards. */
  readonly sendBytes: (bytes: Uint8Array) => void;
  /** Bytes that wait because the far side does not read. */
  readonly backlogBytes: () => number;
  /** May be called twice. */
  readonly close: () => void;
};

/** What comes by it. */
export type SoundSocketEvents = {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Called once, when it has closed without us. */
  readonly onClose: () => void;
};

/**
 * Dials a WebSocket for the sound of a call.
 * @throws AppError `http.refusedAddress`, `http.network`, `http.timeout`, `http.badUrl`; `call.ended` when the signal is aborted
 */
export type DialSocket = (url: string, events: SoundSocketEvents, signal: AbortSignal) => Promise<SoundSocket>;

/** How they are dialled. */
export type SocketDialling = {
  readonly clock: Clock;
  /** The addresses of a server that may be asked. @throws AppError `http.network`, `http.refusedAddress` */
  readonly addressesOf: (url: URL) => Promise<readonly ResolvedAddress[]>;
};

const HANDSHAKE_TIMEOUT_MS = 5_000;
/** A far side that has not said goodbye by then is cut off. */
const GOODBYE_TIMEOUT_MS = 1_000;
/** Two minutes of sound at 8000 Hz: nobody sends more at once. */
const MAX_MESSAGE_BYTES = 2_000_000;

/** Dials with addresses that were looked up and allowed once; where somebody redirects to is not followed. */
export const createSocketDialler =
  ({ clock, addressesOf }: SocketDialling): DialSocket =>
  async (address, events, signal) => {
    if (!URL.canParse(address)) throw new AppError('http.badUrl', 'The address of the stream is none.');
    const url = new URL(address);
    const addresses = await addressesOf(url);
    if (signal.aborted) throw ended();
    const socket = new WebSocket(url, {
      lookup: pinnedTo(addresses),
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    await opened(socket, clock, signal);
    return soundSocketOn(socket, events, clock);
  };

const opened = (socket: WebSocket, clock: Clock, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (error: AppError | null): void => {
      timer.cancel();
      signal.removeEventListener('abort', giveUp);
      socket.off('open', onOpen);
      if (error === null) resolve();
      else {
        // Cutting off a handshake is an error to the socket; it has been told already.
        socket.terminate();
        reject(error);
      }
    };
    const onOpen = (): void => settle(null);
    const giveUp = (): void => settle(ended());
    const timer = clock.startTimer(HANDSHAKE_TIMEOUT_MS, () =>
      settle(new AppError('http.timeout', 'The far side of the stream did not answer in time.')),
    );
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('open', onOpen);
    socket.on('error', () => settle(new AppError('http.network', 'The far side of the stream cannot be reached.')));
  });

function soundSocketOn(socket: WebSocket, { onBytes, onClose }: SoundSocketEvents, clock: Clock): SoundSocket {
  let isClosed = false;
  socket.on('message', (data, isBinary) => {
    if (isBinary && !isClosed) for (const part of Array.isArray(data) ? data : [data]) onBytes(bytesOf(part));
  });
  socket.on('close', () => {
    if (isClosed) return;
    isClosed = true;
    onClose();
  });
  return {
    sendText: (text) => {
      if (!isClosed) socket.send(text, ignore);
    },
    sendBytes: (bytes) => {
      if (!isClosed) socket.send(bytes, ignore);
    },
    backlogBytes: () => socket.bufferedAmount,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      const timer = clock.startTimer(GOODBYE_TIMEOUT_MS, () => socket.terminate());
      socket.once('close', () => timer.cancel());
      socket.close(1000);
    },
  };
}

const bytesOf = (data: Buffer | ArrayBuffer): Uint8Array => (data instanceof ArrayBuffer ? new Uint8Array(data) : data);

/** A name is looked up once: the address that was checked is the one that is asked. */
const pinnedTo = (addresses: readonly ResolvedAddress[]): LookupFunction => {
  const [first] = addresses;
  return (hostname, options, done) => {
    if (!first) done(new Error(`no address of ${hostname}`), '', 0);
    else if (options.all) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
};

/** A socket that cannot send has closed, which is told by itself. */
const ignore = (): void => undefined;

const ended = (): AppError => new AppError('call.ended', 'The call is over.');
