import { formatSipMessage, type SipMessage, type SipPath } from '@callwright/sip';
import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import { type Hop, networkMessage, notSent, type Reference } from '../drachtio/replies.js';
import type { TransactionLayer } from '../ports.js';
import type { App, Apps } from './app.js';
import type { Dialogs } from './dialogs.js';

/** How much the server takes on at once. What is beyond gets 503. */
export type Limits = {
  /** Requests from the network an application has not answered for good. */
  readonly pendingRequests: number;
  readonly dialogs: number;
};

/** What all parts of the user agent share. */
export type Core = {
  readonly layer: TransactionLayer;
  readonly applications: Apps;
  readonly dialogs: Dialogs;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** A path as applications are told of it. */
export const hopOf = (path: SipPath | null, sizeBytes: number): Hop => ({
  transport: path?.protocol ?? '',
  address: path?.remote.address ?? '',
  port: path?.remote.port ?? 0,
  sizeBytes,
});

/** Passes a message from the network on to an application. */
export const tellMessage = (core: Core, application: App, message: SipMessage, about: About): void => {
  const bytes = formatSipMessage(message);
  application.tell(networkMessage(hopOf(about.path, bytes.length), core.clock.nowMs(), about), bytes);
};

/** What a message is about, and the way it came. */
export type About = Reference & { readonly path: SipPath | null };

/** Whom an answer to a frame goes to. */
export type Asker = { readonly application: App; readonly frameId: string };

/** Tells an application that what it asked for was not sent. */
export const refuse = ({ application, frameId }: Asker, reason: string): void =>
  application.tell(notSent(frameId, reason));
