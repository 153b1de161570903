import { AppError, type CallId } from '@callwright/protocol';
import type { CallSession } from './call-session.js';
import type { Couple, Couples } from './rooms/couples.js';
import { checkOther, type Half, type HandOver, joinOthers, moveOther } from './rooms/hand-over.js';

/** What transfers are made of. */
export type CallTransfersParts = {
  readonly couples: Couples;
  readonly find: (id: CallId) => CallSession | null;
  /** @throws AppError `call.notAllowed` when the far side of a call may not send anybody there */
  readonly checkRedirect: (id: CallId, target: string) => void;
};

/** How a telephone hands on those it talks to. */
export class CallTransfers {
  readonly #parts: CallTransfersParts;
  /** Those being handed on now. */
  readonly #moving = new WeakSet<Couple>();

  constructor(parts: CallTransfersParts) {
    this.#parts = parts;
  }

  /**
   * Whether the call has anybody to hand on, so that who asks for it is told at once.
   * @param line null: to be joined with another call, which has its own answer
   * @throws AppError `call.ended`; `call.transferFailed`: it talks to a flow and to nobody else, or is being handed on
   * already; `call.notAllowed`
   */
  check(id: CallId, line: Pick<HandOver, 'target'> | null, isOurs: boolean): void {
    const { call, couple } = this.#talkOf(id);
    checkOther(call, couple);
    if (line && !isOurs) this.#parts.checkRedirect(id, line.target);
  }

  /**
   * Hands whoever the call talks to on to somebody else; resolves when they have answered, and the call is over then. It
   * may hang up before. Without an answer the two talk on.
   * @param isOurs a phone of the workspace's own asks, which may dial as anybody of ours; else redirects have their rule
   * @throws AppError `call.notAllowed`, `call.ended`, `call.busy`, `media.timeout`, `call.transferFailed`
   */
  async move(id: CallId, line: HandOver, isOurs: boolean): Promise<void> {
    const { call, couple } = this.#talkOf(id);
    if (!isOurs) this.#parts.checkRedirect(id, line.target);
    this.#moving.add(couple);
    try {
      await moveOther(call, couple, line);
    } finally {
      this.#moving.delete(couple);
    }
  }

  /**
   * Joins those that two calls of one telephone talk to, and ends the two.
   * @param onJoined called when they are joined, before the two end
   * @throws AppError `call.ended`, `call.transferFailed`
   */
  async join(id: CallId, otherId: CallId, onJoined: () => void = () => undefined): Promise<void> {
    const [one, two] = [this.#talkOf(id), this.#talkOf(otherId)];
    await joinOthers(one, two, onJoined);
    for (const { call } of [one, two]) void call.close({ reason: 'refer', initiator: 'callee' });
  }

  #talkOf(id: CallId): Half {
    const call = this.#parts.find(id);
    if (!call || call.isEnding) throw new AppError('call.ended', 'There is no such call.');
    const couple = this.#parts.couples.of(id);
    if (couple && this.#moving.has(couple))
      throw new AppError('call.transferFailed', 'The call is being handed on already.');
    if (!couple) throw new AppError('call.transferFailed', 'Nobody else is in this call.');
    return { call, couple };
  }
}
