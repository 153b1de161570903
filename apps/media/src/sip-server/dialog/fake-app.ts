import type { SipMessage } from '@callwright/sip';
import { parseAppMessage } from '../drachtio/app-message.js';
import { parseAppFrame, type SipCommand } from '../drachtio/commands.js';
import type { App, Apps } from './app.js';

/** What an application was told: the words of the frame, and the message behind them. */
export type Told = { readonly words: readonly string[]; readonly message: SipMessage | null };

/** An application in tests: it wants every request and cdr event, and keeps what it is told. */
export class FakeApp implements App {
  readonly id = 'app';
  readonly tags: readonly string[] = [];
  readonly told: Told[] = [];
  isOpen = true;

  readonly tell = (content: string, message?: Uint8Array): void => {
    this.told.push({ words: content.split('|'), message: message ? readMessage(message) : null });
  };

  /** The frames that begin with these words. */
  toldOf(...words: readonly string[]): readonly Told[] {
    return this.told.filter((told) => words.every((word, at) => told.words[at] === word));
  }

  /** Messages from the network, the last one last. */
  get heard(): readonly Told[] {
    return this.toldOf('sip', 'network');
  }
}

/** The directory of applications with one, or with none when it is gone. */
export const onlyApp = (app: FakeApp): Apps => ({
  get count() {
    return app.isOpen ? 1 : 0;
  },
  next: () => (app.isOpen ? app : null),
  whoWants: () => (app.isOpen ? [app] : []),
  heirOf: () => null,
});

/** A command as it is read from a frame; `message` as its lines. */
export const appCommand = (words: string, ...message: readonly string[]): SipCommand => {
  const lines = message.includes('') ? message : [...message, '', ''];
  const { asks } = parseAppFrame(Buffer.from(`f|${words}\r\n${lines.join('\r\n')}`));
  if (asks.command === 'request' || asks.command === 'response' || asks.command === 'proxy') return asks;
  throw new Error(`no command: ${asks.command}`);
};

const readMessage = (bytes: Uint8Array): SipMessage => {
  const message = parseAppMessage(bytes);
  if (!message) throw new Error('the server told an application of no SIP message');
  return message;
};
