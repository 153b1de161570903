import type { DialSocket, SoundSocketEvents } from './dial-socket.js';

/** A far side of a stream in memory: what it was sent is kept, and a test speaks for it. */
export class FakeSocket {
  readonly texts: string[] = [];
  readonly sent: Uint8Array[] = [];
  /** Bytes it has not read. */
  backlogBytes = 0;
  isClosed = false;
  url = '';
  #events: SoundSocketEvents | null = null;

  /** Dials this one. */
  readonly dial: DialSocket = async (url, events) => {
    await null;
    this.url = url;
    this.#events = events;
    return {
      sendText: (text) => void this.texts.push(text),
      sendBytes: (bytes) => void this.sent.push(bytes),
      backlogBytes: () => this.backlogBytes,
      close: () => {
        this.isClosed = true;
      },
    };
  };

  /** It sends sound. */
  says(bytes: Uint8Array): void {
    this.#events?.onBytes(bytes);
  }

  /** It hangs up. */
  leaves(): void {
    this.#events?.onClose();
  }
}
