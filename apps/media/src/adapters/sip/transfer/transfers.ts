import {
  AppError,
  type CallId,
  type Command,
  type CommandOf,
  type SessionEvent,
  toAppError,
  type WorkspaceId,
} from '@callwright/protocol';
import {
  type CallOutcome,
  explainEnding,
  formatReferTo,
  formatReplaces,
  formatSipFragment,
  headerOf,
  outcomeOf,
  parseCSeq,
  parseReferTo,
  parseSipFragment,
  parseSipUri,
  type ReferTarget,
  reasonPhrase,
} from '@callwright/sip';
import { CallRefusal, passedOnStatus } from '../../../calls/call-refusal.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import type { Dialogs } from '../dialog/dialogs.js';
import type { SipDialog } from '../dialog/sip-dialog.js';
import { calledUser } from '../inbound/find-line.js';
import type { IncomingRequest } from '../stack/sip-stack.js';

/** What the calls do with a transfer that a telephone asks for. */
export type HandOverPort = {
  /**
   * Whether the call talks to anybody who can be handed on, so that a telephone that asks for it is answered at once.
   * `line` null: to be joined with another call. @throws AppError
   */
  readonly check: (id: CallId, line: { readonly target: string } | null, isOurs: boolean) => void;
  /**
   * Hands whoever the call talks to on; resolves when they have answered. `onRinging`: it rings there, may be told again;
   * `onJoined`: before the call ends. @throws AppError
   */
  readonly move: (
    id: CallId,
    line: {
      readonly target: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly onRinging: () => void;
      readonly onJoined: () => void;
    },
    isOurs: boolean,
  ) => Promise<void>;
  /** Joins those that two calls of one telephone talk to. @throws AppError */
  readonly join: (id: CallId, otherId: CallId, onJoined: () => void) => Promise<void>;
};

/** A call that transfers are about. */
export type TransferableCall = {
  readonly callId: CallId;
  readonly dialog: SipDialog;
  readonly post: (event: SessionEvent) => void;
  /** Whether a phone of our own is at its end that may dial as anybody of ours. */
  readonly isOurs: boolean;
  readonly workspaceId: WorkspaceId;
  /** The place on a trunk that the call takes from now on; the one it had is given back. */
  readonly holdLine: (release: () => void) => void;
};

/** What transfers are made of. */
export type TransfersParts = {
  readonly dialogs: Dialogs;
  readonly handOver: HandOverPort;
  readonly clock: Clock;
  readonly log: Log;
};

/** Who was sent somewhere tells how it goes within this time (RFC 3515 §2.4.4), or it has failed. */
const PROGRESS_TIMEOUT_MS = 90_000;

/** Calls that are handed over by REFER (RFC 3515, RFC 5589), both ways. */
export class Transfers {
  readonly #parts: TransfersParts;
  readonly #calls = new Map<string, TransferableCall>();
  /** Of calls that we have sent elsewhere. */
  readonly #sent = new Map<string, (status: number, isOver: boolean) => void>();

  constructor(parts: TransfersParts) {
    this.#parts = parts;
  }

  /** From now on the call may be handed over. */
  add(call: TransferableCall): void {
    this.#calls.set(call.dialog.id, call);
  }

  remove(dialogId: string): void {
    this.#calls.delete(dialogId);
    this.#sent.delete(dialogId);
  }

  get(dialogId: string): TransferableCall | undefined {
    return this.#calls.get(dialogId);
  }

  /** Another far side has taken the place of the one there was, by a dialog of its own. */
  replace(before: string, call: TransferableCall): void {
    this.remove(before);
    this.add(call);
  }

  /** A REFER or NOTIFY within a call. */
  take(request: IncomingRequest, dialogId: string): void {
    const call = this.#calls.get(dialogId);
    const work = request.message.method === 'NOTIFY' ? this.#hear(request, dialogId) : this.#refer(request, call);
    runInBackground('take a transfer', work, this.#parts.log);
  }

  /** Sends the far side elsewhere, and tells by `referStatus` how that goes. @throws AppError `call.transferFailed` */
  async perform(dialogId: string, command: Command): Promise<void> {
    const call = this.#calls.get(dialogId);
    if (command.command !== 'refer' || !call)
      throw new AppError('protocol.unsupported', `This call cannot do ${command.command} by itself.`);
    const target = parseSipUri(command.target) ? command.target : `sip:${encodeURIComponent(command.target)}@localhost`;
    const referTo = formatReferTo(target);
    if (referTo === undefined) throw new AppError('call.transferFailed', 'This is nowhere a call can be sent.');
    const outcome = this.#follow(call, command);
    const response = await call.dialog.request('REFER', {
      headers: { ...command.options?.headers, 'Refer-To': referTo },
    });
    const { status } = response.message;
    if (status < 300) return outcome;
    this.#sent.delete(dialogId);
    const words = `The other side does not take the transfer: it answered ${status}.`;
    throw new CallRefusal('call.transferFailed', words, status);
  }

  #follow(call: TransferableCall, { target, referId, options }: CommandOf<'refer'>): void {
    const { clock } = this.#parts;
    const tell = (status: Outcome, reason?: string, code?: number) =>
      call.post({
        ...{ event: 'referStatus', timestamp: clock.nowMs(), status, target },
        ...(referId === undefined ? {} : { referId }),
        ...(reason === undefined ? {} : { reason }),
        ...(code === undefined ? {} : { code }),
      });
    const { id } = call.dialog;
    const end = (status: Outcome, reason?: string, code?: number) => {
      timer.cancel();
      this.#sent.delete(id);
      tell(status, reason, code);
      if (status === 'answered') tell('ended');
    };
    const timer = clock.startTimer(options?.timeoutMs ?? PROGRESS_TIMEOUT_MS, () =>
      end('failed', 'The other side did not tell how the transfer went.'),
    );
    this.#sent.set(id, (status, isOver) => {
      if (status >= 300) end(outcomeOf(status), explainEnding({ status }).summary, status);
      else if (status >= 200) end('answered');
      else if (isOver) end('failed', 'The other side stopped telling how the transfer goes.');
    });
  }

  async #hear(request: IncomingRequest, dialogId: string): Promise<void> {
    const follow = this.#sent.get(dialogId);
    const isRefer = /^\s*refer\b/i.test(headerOf(request.message, 'Event') ?? '');
    await request.respond(isRefer || !headerOf(request.message, 'Event') ? 200 : 489);
    const fragment = parseSipFragment(request.message.body);
    const isOver = /^\s*terminated/i.test(headerOf(request.message, 'Subscription-State') ?? '');
    if (fragment || isOver) follow?.(fragment?.status ?? 0, isOver);
  }

  async #refer(request: IncomingRequest, call: TransferableCall | undefined): Promise<void> {
    const target = parseReferTo(headerOf(request.message, 'Refer-To') ?? '');
    if (!call || !target || target.method !== 'INVITE') {
      await request.respond(call ? 400 : 481);
      return;
    }
    const way = this.#wayOf(call, target);
    const refusal = this.#refusalOf(call, way);
    if (refusal !== null) {
      await request.respond(refusal);
      return;
    }
    await request.respond(202);
    const progress = this.#progressOf(request, call);
    // Who does not even answer a NOTIFY is not waited for.
    const begun = progress(100, 'Trying', false);
    // The last word of it goes before the BYE: after that many do not listen any more.
    let told: Promise<void> | null = null;
    const onJoined = () => {
      told ??= progress(200, 'OK', true);
    };
    let hasRung = false;
    const onRinging = () => {
      if (!hasRung) runInBackground('tell of ringing', progress(180, 'Ringing', false), this.#parts.log);
      hasRung = true;
    };
    const moved = await this.#move(call, way, { onRinging, onJoined }).then(
      () => null,
      (error: unknown) => toAppError(error),
    );
    await begun;
    if (moved === null) return told ?? progress(200, 'OK', true);
    const { code } = moved;
    this.#parts.log.info({ callId: call.callId, code }, 'a transfer came to nothing');
    const status = moved instanceof CallRefusal ? passedOnStatus(moved.status) : (statuses[code] ?? 503);
    await progress(status, reasonPhrase(status), true);
  }

  // RFC 3515 §2.4.2: what comes to nothing in any case is declined, rather than taken and told to have failed.
  #refusalOf({ callId, isOurs }: TransferableCall, way: Way): number | null {
    const { handOver, log } = this.#parts;
    try {
      if ('line' in way) handOver.check(callId, way.line, isOurs);
      else for (const id of [callId, way.other.callId]) handOver.check(id, null, isOurs);
      return null;
    } catch (error) {
      const { code } = toAppError(error);
      log.info({ callId, code }, 'a transfer is declined');
      return statuses[code] ?? 603;
    }
  }

  #wayOf({ workspaceId }: TransferableCall, { uri, replaces }: ReferTarget): Way {
    const dialog = replaces && this.#parts.dialogs.find(replaces);
    const other = dialog && this.#calls.get(dialog.id);
    // RFC 5589 §7: both calls are with us, so that nobody has to be called. One workspace joins none of another.
    if (other?.workspaceId === workspaceId) return { other };
    const user = calledUser(uri);
    const isNumber = /^\+?[\d*#]{2,32}$/.test(user);
    // A number goes by our own trunks, whatever host it was written with.
    const target = isNumber ? user : this.#nameOr(uri, user);
    return { line: { target, ...(replaces && { headers: { Replaces: formatReplaces(replaces) } }) } };
  }

  #move({ callId, isOurs }: TransferableCall, way: Way, { onRinging, onJoined }: Listening): Promise<void> {
    const { handOver } = this.#parts;
    if ('other' in way) return handOver.join(callId, way.other.callId, onJoined);
    return handOver.move(callId, { ...way.line, onRinging, onJoined }, isOurs);
  }

  #nameOr(uri: string, user: string): string {
    const host = parseSipUri(uri)?.host ?? '';
    return /^(localhost|127\.\d+\.\d+\.\d+)$/.test(host) ? user : uri;
  }

  #progressOf({ message }: IncomingRequest, { dialog }: TransferableCall) {
    const sequence = parseCSeq(headerOf(message, 'CSeq') ?? '')?.sequence;
    const isWanted = headerOf(message, 'Refer-Sub')?.trim().toLowerCase() !== 'false';
    return async (status: number, reason: string, isLast: boolean): Promise<void> => {
      if (!isWanted || dialog.isOver) return;
      const headers = {
        Event: `refer;id=${sequence}`,
        'Subscription-State': isLast ? 'terminated;reason=noresource' : 'active;expires=120',
        'Content-Type': 'message/sipfrag;version=2.0',
      };
      const body = new TextDecoder().decode(formatSipFragment({ status, reason }));
      await dialog.request('NOTIFY', { headers, body }).catch((error: unknown) => {
        this.#parts.log.debug({ error: toAppError(error).message }, 'progress of a transfer was not told');
      });
    };
  }
}

/** What a transfer comes to: a call of ours to be joined with, or somebody to be called. */
type Way =
  | { readonly other: TransferableCall }
  | { readonly line: { readonly target: string; readonly headers?: Readonly<Record<string, string>> } };

type Listening = { readonly onRinging: () => void; readonly onJoined: () => void };

type Outcome = 'answered' | 'ended' | CallOutcome;

const statuses: Partial<Record<AppError['code'], number>> = {
  'call.notAllowed': 403,
  'call.busy': 486,
  'media.timeout': 480,
  'call.ended': 481,
  'call.unknownEndpoint': 404,
  'call.rejected': 603,
  'call.refused': 403,
};
