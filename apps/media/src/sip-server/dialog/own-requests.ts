import {
  formatSipMessage,
  LEAST_SESSION_SECONDS,
  type SipHeader,
  type SipMessage,
  type SipPath,
  type SipResponse,
} from '@callwright/sip';
import { unsolicitedRequest } from '../drachtio/replies.js';
import { type CdrReason, tellCdr } from './cdr.js';
import { type Core, hopOf } from './core.js';
import type { AnsweredInvite, Dialog } from './dialog.js';
import { plainResponse, sequenceOf } from './message-parts.js';
import { agreeAsClient, leastIntervalOf, type SessionTerms } from './session-interval.js';
import { SessionTimer } from './session-timer.js';

const nothing = new Uint8Array();
const ignore = { onResponse: () => undefined, onFailure: () => undefined };

/** Why the server ends a dialog by itself: for the cdr, the BYE's Reason, and the application. */
export type OwnEnd = { readonly reason: CdrReason; readonly text: string };

/** Ends a dialog by a BYE nobody asked for, and tells the application of it. */
export const endDialog = (core: Core, dialog: Dialog, { reason, text }: OwnEnd): void => {
  if (dialog.isEnded) return;
  const bye = sendBye(core, dialog, text);
  core.dialogs.remove(dialog);
  const bytes = formatSipMessage(bye);
  const about = unsolicitedRequest(hopOf(null, bytes.length), core.clock.nowMs(), dialog.appId);
  dialog.application.tell(about, bytes);
  tellCdr(core, { event: 'stop', source: 'application', detail: reason, message: bye });
};

/** Sends a BYE whose answer nobody waits for. */
export const sendBye = (core: Core, dialog: Dialog, text: string): SipMessage => {
  // RFC 3326: what the other side's log says of it.
  const headers = [{ name: 'Reason', value: `SIP;cause=200;text="${text}"` }];
  const outgoing = dialog.request('BYE', headers, nothing);
  core.layer.send(outgoing, ignore);
  return outgoing.request;
};

/** Acknowledges a 2xx to an INVITE; kept by the dialog for when the 2xx comes again. */
export const acknowledge = (core: Core, dialog: Dialog, headers: readonly SipHeader[], body: Uint8Array): void => {
  const { answered } = dialog;
  if (!answered) return;
  answered.sent = core.layer.sendAck(dialog.request('ACK', headers, body, answered.sequence));
};

/** Watches over a session by the terms of its last refresh, or no more; `isUac`: whether that request was ours. */
export const watchSession = (core: Core, dialog: Dialog, terms: SessionTerms | null, isUac: boolean): void => {
  dialog.timer?.stop();
  dialog.timer = null;
  if (!terms || dialog.isEnded) return;
  dialog.timer = new SessionTimer({
    clock: core.clock,
    intervalSeconds: terms.intervalSeconds,
    isOurs: (terms.refresher === 'uac') === isUac,
    onRefresh: () => refreshSession(core, dialog, terms.intervalSeconds),
    onExpired: () => endDialog(core, dialog, { reason: 'session-expired', text: 'Session timer expired' }),
  });
};

// When something else is under way, or the other side says so (RFC 3261 §14.1).
const againMs = 4000;

const refreshSession = (core: Core, dialog: Dialog, intervalSeconds: number): void => {
  if (dialog.isEnded) return;
  if (dialog.isInviting || dialog.isInvited) {
    dialog.timer?.refreshAfter(againMs);
    return;
  }
  const method = dialog.allowsUpdate ? 'UPDATE' : 'INVITE';
  const headers = [
    { name: 'Supported', value: 'timer' },
    { name: 'Session-Expires', value: `${intervalSeconds};refresher=uac` },
    { name: 'Min-SE', value: String(LEAST_SESSION_SECONDS) },
  ];
  const offer = method === 'INVITE' && dialog.localSdp ? dialog.localSdp : nothing;
  const type = offer.length > 0 ? [{ name: 'Content-Type', value: 'application/sdp' }] : [];
  const outgoing = dialog.request(method, [...headers, ...type], offer);
  const refresh: Refresh = { method, sequence: sequenceOf(outgoing.request), intervalSeconds, answered: null };
  if (method === 'INVITE') dialog.isInviting = true;
  core.layer.send(outgoing, {
    onResponse: (response, path) => onRefreshed(core, dialog, refresh, { response, path }),
    onFailure: (failure) => {
      if (method === 'INVITE') dialog.isInviting = false;
      if (failure !== 'closed') onRefused(core, dialog, refresh, plainResponse(408, failure));
    },
  });
};

type Refresh = {
  readonly method: 'UPDATE' | 'INVITE';
  readonly sequence: number;
  readonly intervalSeconds: number;
  answered: AnsweredInvite | null;
};
type Heard = { readonly response: SipResponse; readonly path: SipPath };

const onRefreshed = (core: Core, dialog: Dialog, refresh: Refresh, { response, path }: Heard): void => {
  if (response.status < 200) return;
  if (refresh.answered) {
    refresh.answered.sent?.resend();
    return;
  }
  const isInvite = refresh.method === 'INVITE';
  if (isInvite) dialog.isInviting = false;
  if (dialog.isEnded) return;
  if (response.status >= 300) {
    onRefused(core, dialog, refresh, response);
    return;
  }
  dialog.hear(response, path);
  if (isInvite) {
    refresh.answered = { sequence: refresh.sequence, sent: null };
    dialog.answered = refresh.answered;
    acknowledge(core, dialog, [], nothing);
  }
  // Without Session-Expires the other side knows no timers: it is ours to go on (RFC 4028 §7.2).
  const terms = agreeAsClient(response) ?? { intervalSeconds: refresh.intervalSeconds, refresher: 'uac' };
  watchSession(core, dialog, terms, true);
};

const onRefused = (core: Core, dialog: Dialog, { method, intervalSeconds }: Refresh, response: SipResponse): void => {
  const { status } = response;
  // RFC 4028 §10, RFC 3261 §12.2.1.2: whoever gives these has no such session any more.
  if (status === 408 || status === 481) {
    endDialog(core, dialog, { reason: 'session-expired', text: 'Session refresh failed' });
  } else if (status === 422 && leastIntervalOf(response) > intervalSeconds) {
    refreshSession(core, dialog, leastIntervalOf(response));
  } else if (status === 491 || status === 500) {
    dialog.timer?.refreshAfter(againMs);
  } else if (method === 'UPDATE') {
    dialog.allowsUpdate = false;
    refreshSession(core, dialog, intervalSeconds);
  }
  // Anything else: what expires, expires.
};
