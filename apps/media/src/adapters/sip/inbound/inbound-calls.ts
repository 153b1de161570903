import {
  type AppError,
  type CallId,
  callId,
  type NumberFallback,
  type SessionEvent,
  type TrunkEntry,
  toAppError,
} from '@callwright/protocol';
import { checkRequest, headerOf, type SipResponse } from '@callwright/sip';
import { FarSideEnded } from '../../../calls/call-leg.js';
import type { TelephoneLine, TelephoneOtherwise, TelephonePrincipal } from '../../../calls/principal.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { OnCall } from '../../protocol-adapter.js';
import { dialogIdOf } from '../dialog/dialogs.js';
import { holdEventOf } from '../dialog/hold-event.js';
import { ALLOW } from '../dialog/our-headers.js';
import { shortSession } from '../dialog/session-answer.js';
import { type DialogIdentity, SipDialog, tagIn } from '../dialog/sip-dialog.js';
import { SipSound, type SoundProfile } from '../dialog/sip-sound.js';
import type { SipParts } from '../sip-parts.js';
import type { IncomingRequest } from '../stack/sip-stack.js';
import { findReplaced } from '../transfer/find-replaced.js';
import type { TransferableCall } from '../transfer/transfers.js';
import { callerOf } from './caller.js';
import { callerIdentityOf } from './caller-identity.js';
import { calledUser, type FoundLine, findLine } from './find-line.js';
import type { Gate, Identity } from './identify.js';
import { InboundLeg } from './inbound-leg.js';
import { readableHeaders } from './readable-headers.js';
import { contentOf, statusOf } from './status-of.js';

/** What inbound calls are made of. */
export type InboundCallsParts = SipParts & { readonly gate: Gate; readonly onCall: OnCall };

/** What we can be asked for (RFC 3261 §8.2). */
const abilities = {
  methods: ALLOW.split(', '),
  schemes: ['sip', 'sips', 'tel'],
  extensions: ['100rel', 'timer', 'replaces', 'outbound', 'histinfo', 'norefersub', 'from-change', 'path'],
  mediaTypes: ['application/sdp', 'multipart/mixed', 'multipart/related', 'multipart/alternative'],
};
/** A phone of ours sends what it likes; what a trunk sends, its settings say. */
const PHONE_SOUND: SoundProfile = { codecs: ['opus', 'g722', 'pcma', 'pcmu'], srtp: 'offered', hasKeys: true };

/** Calls that come in: who calls, where that leads, and the leg that the call gets. */
export class InboundCalls {
  readonly #parts: InboundCallsParts;

  constructor(parts: InboundCallsParts) {
    this.#parts = parts;
  }

  /** Takes an INVITE that begins a dialog. Never rejects. */
  async take(invite: IncomingRequest): Promise<void> {
    const arrival = new Arrival(invite);
    try {
      await this.#admit(arrival);
      // What strangers say must not push out what is kept of calls.
      if (!arrival.isCall)
        this.#parts.traces.forget(headerOf(invite.message, 'Call-ID') ?? '', headerOf(invite.message, 'CSeq') ?? '');
    } catch (error) {
      this.#parts.log.error({ error: toAppError(error).message }, 'a call could not be taken in');
      await invite.respond(500);
    }
  }

  async #admit(arrival: Arrival): Promise<void> {
    const { invite } = arrival;
    const who = await this.#parts.gate.identify(invite);
    if (who === null || arrival.isGone) return;
    const refusal = refusalOf(invite);
    if (refusal) return void (await invite.respond(refusal.status, { headers: refusal.headers }));
    const replaced = findReplaced(invite.message, ownerOf(who).workspaceId, this.#parts);
    if (replaced !== null && 'status' in replaced) return void (await invite.respond(replaced.status));
    const found = replaced ? null : findLine(invite.message.uri, who, this.#parts.directory);
    if (found && 'status' in found) return void (await invite.respond(found.status));
    const release = this.#takeLine(who);
    if (release === null) return void (await invite.respond(503, contentOf(503)));
    this.#parts.traces.keep(headerOf(invite.message, 'Call-ID') ?? '');
    if (found) await this.#begin(arrival, { who, found, line: { release } });
    else if (replaced) await this.#replace(arrival, who, { replaced, release });
  }

  /** A trunk has so many lines only. @returns how to give it back; null when none is free */
  #takeLine(who: Identity): (() => void) | null {
    return who.kind === 'trunk' ? this.#parts.trunkCalls.take(who.trunk) : () => undefined;
  }

  /** Takes the place of a far side that there is (RFC 3891): the call goes on with who sends this INVITE. */
  async #replace(arrival: Arrival, who: Identity, { replaced, release }: Replacing): Promise<void> {
    const { dialogs, transfers, log } = this.#parts;
    const { dialog, callId: id } = replaced;
    const before = dialog.id;
    let isTaken = false;
    try {
      await dialog.giveWayTo({
        invite: arrival.invite,
        identity: identityOf(arrival),
        profile: soundOf(who),
        onTaken: () => {
          isTaken = true;
          arrival.isCall = true;
          dialogs.rename(before, dialog);
          transfers.replace(before, { ...replaced, isOurs: mayDialOut(who) });
          replaced.holdLine(release);
          log.info({ callId: id }, 'somebody else has taken the place of the far side');
        },
      });
    } finally {
      if (!isTaken) release();
    }
  }

  async #begin(arrival: Arrival, taking: Taking): Promise<void> {
    const { found, who } = taking;
    const leg = this.#legOf(arrival, taking);
    arrival.isCall = true;
    try {
      await this.#parts.onCall(leg, { ...principalOf(who, found.line), otherwise: this.#otherwiseOf(taking) });
    } catch (error) {
      await this.#turnAway(arrival, leg, { ...taking, error: toAppError(error) });
    }
  }

  /** The flow of the line cannot run: its number may know another way. */
  async #turnAway(
    arrival: Arrival,
    leg: InboundLeg,
    { error, found, who }: Taking & { error: AppError },
  ): Promise<void> {
    const { fallback } = found;
    this.#parts.log.info({ callId: leg.callId, code: error.code }, 'call could not begin');
    if (fallback?.kind === 'dial' && !arrival.isGone) {
      const line: TelephoneLine = this.#lineTo(fallback, who);
      try {
        await this.#parts.onCall(leg, principalOf(who, line));
        return;
      } catch (second) {
        refuse(leg, toAppError(second));
      }
    } else if (fallback?.kind === 'reject') leg.reject(fallback.code);
    else refuse(leg, error);
    await leg.close();
  }

  // When nobody comes for the call on a line without a flow.
  #otherwiseOf({ found: { fallback }, who }: Taking): TelephoneOtherwise | null {
    if (fallback?.kind === 'dial') return { kind: 'line', line: this.#lineTo(fallback, who) };
    return fallback;
  }

  #lineTo({ target }: Extract<NumberFallback, { kind: 'dial' }>, who: Identity): TelephoneLine {
    const { workspaceId } = ownerOf(who);
    return this.#parts.directory.isEndpoint(workspaceId, target)
      ? { kind: 'endpoint', name: target }
      : { kind: 'dial', target, callerId: null };
  }

  #legOf(arrival: Arrival, { who, line }: Taking): InboundLeg {
    const { invite } = arrival;
    const { message } = invite;
    const { newId, directory, dialogs, log, transfers } = this.#parts;
    const id = callId.parse(`c-${newId()}`);
    const { homeCountry } = directory.policy(ownerOf(who).workspaceId);
    return new InboundLeg({
      callId: id,
      invite,
      from: callerOf(message, who, homeCountry),
      to: calledUser(message.uri),
      headers: readableHeaders(message),
      identity: callerIdentityOf(message, who, homeCountry),
      signal: arrival.signal,
      openDialog: (stream, post) => this.#openDialog(arrival, { stream, post, who, id, line }),
      handles: new Set(['refer']),
      perform: (command, dialogId) => transfers.perform(dialogId, command),
      onClosed: (dialogId) => {
        line.release();
        if (dialogId === null) return;
        dialogs.remove(dialogId);
        transfers.remove(dialogId);
      },
      signalling: (callIds) => this.#parts.traces.take([headerOf(message, 'Call-ID') ?? '', ...callIds]),
      log: log.child({ callId: id }),
    });
  }

  #openDialog(arrival: Arrival, { stream, post, who, id, line }: Opening): { dialog: SipDialog; sound: SipSound } {
    const { newKey, newSeed, dialogs, transfers } = this.#parts;
    const family = arrival.invite.source.address.includes(':') ? 'ip6' : 'ip4';
    const sound = new SipSound({
      ...{ stream, profile: soundOf(who), newKey, sessionId: String(newSeed()), family },
      onHold: (onHold) => post(holdEventOf(id, onHold, this.#parts.clock)),
    });
    sound.signalledFrom(arrival.invite.source.address);
    const dialog = new SipDialog({
      ...this.#parts,
      ...identityOf(arrival),
      sound,
      log: this.#parts.log.child({ callId: id }),
      pressKey: (digit, durationMs) => stream.pressKey(digit, durationMs),
      onEnd: ({ isLost }) => arrival.end(isLost ? 'lost' : 'hungUp'),
      onTransfer: (request, dialogId) => transfers.take(request, dialogId),
    });
    dialogs.add(dialog);
    const holdLine = (release: () => void) => {
      line.release();
      line.release = release;
    };
    const { workspaceId } = ownerOf(who);
    transfers.add({ callId: id, dialog, post, isOurs: mayDialOut(who), workspaceId, holdLine });
    arrival.invite.onUpdate((update) => dialog.handle(update));
    return { dialog, sound };
  }
}

const refuse = (leg: InboundLeg, error: AppError): void => {
  const status = statusOf(error);
  leg.reject(status);
};

type Replacing = { readonly replaced: TransferableCall; readonly release: () => void };

type Taking = {
  readonly who: Identity;
  readonly found: Exclude<FoundLine, { status: number }>;
  /** The place on a trunk that it takes. */
  readonly line: { release: () => void };
};

type Opening = {
  readonly stream: SoundStream;
  readonly post: (event: SessionEvent) => void;
  readonly who: Identity;
  readonly id: CallId;
  readonly line: Taking['line'];
};

const soundOf = (who: Identity): SoundProfile => (who.kind === 'trunk' ? profileOf(who.trunk) : PHONE_SOUND);

/** By what the dialog goes that an INVITE begins. */
const identityOf = (arrival: Arrival): DialogIdentity => {
  const { message } = arrival.invite;
  const [callId, remote] = [headerOf(message, 'Call-ID') ?? '', tagIn(message, 'From')];
  return {
    id: dialogIdOf(callId, remote),
    callId,
    tags: () => ({ local: arrival.localTag, remote }),
    login: null,
  };
};

/** Whether calls may be handed on to anywhere: who may not dial out may not have others do it either. */
const mayDialOut = (who: Identity): boolean => who.kind === 'user' && who.user.mayDialOut;

/** How a trunk wants sound. */
export const profileOf = ({ codecs, srtp, keys }: TrunkEntry): SoundProfile => ({
  codecs,
  srtp,
  hasKeys: keys === 'rfc4733',
});

const ownerOf = (who: Identity) => (who.kind === 'trunk' ? who.trunk : who.user);

const principalOf = (who: Identity, line: TelephoneLine): TelephonePrincipal => ({
  kind: 'telephone',
  workspaceId: ownerOf(who).workspaceId,
  trunkId: who.kind === 'trunk' ? who.trunk.id : null,
  userId: who.kind === 'user' ? who.user.id : null,
  line,
});

/** An INVITE on its way to become a call, and whether its sender is still there. */
class Arrival {
  readonly invite: IncomingRequest;
  localTag = '';
  /** Whether it has come so far as to have a leg. */
  isCall = false;
  readonly #controller = new AbortController();

  constructor(invite: IncomingRequest) {
    this.invite = { ...invite, respond: (...response) => this.#note(invite.respond(...response)) };
    invite.onCancel(() => this.end('hungUp'));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isGone(): boolean {
    return this.signal.aborted;
  }

  /** The caller has hung up, or is not there any more. */
  end(how: 'hungUp' | 'lost'): void {
    this.#controller.abort(how === 'hungUp' ? new FarSideEnded({ reason: 'caller', initiator: 'caller' }) : undefined);
  }

  async #note(sending: Promise<SipResponse | null>): Promise<SipResponse | null> {
    const sent = await sending;
    if (sent) this.localTag = tagIn(sent, 'To') || this.localTag;
    return sent;
  }
}

/** Several lines of one name as one (RFC 3261 §7.3.1). */
/** Why nobody could take a call that is asked for like this; null: somebody may. */
const refusalOf = ({ message }: IncomingRequest) => {
  const refusal = checkRequest(message, abilities);
  if (refusal) return { status: refusal.status, headers: inOneLine(refusal.headers) };
  const short = shortSession(message);
  return short && { status: 422, headers: short };
};

const inOneLine = (headers: SipResponse['headers']): Record<string, string> =>
  Object.fromEntries(
    headers.map(({ name }) => [name, headers.flatMap((one) => (one.name === name ? one.value : [])).join(', ')]),
  );
