import { AppError, type DialPolicy, type WorkspaceId } from '@callwright/protocol';
import { type DialDestination, decideDial } from '@callwright/sip';
import type { Clock } from '../platform/clock.js';

/** Who wants it: somebody of ours (client, REST, flow, campaign), or the far side of a call (3xx, REFER). */
export type DialOrigin = 'own' | 'redirect';

/** What a desk is made of. */
export type DialDeskParts = {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly policyOf: (workspaceId: WorkspaceId) => DialPolicy;
  /** A phone of the workspace itself: calling it costs nothing, and is bounded by nothing but the lines there are. */
  readonly isOwnPhone: (target: string, workspaceId: WorkspaceId) => boolean;
  /** Told of every refusal; for the counts. */
  readonly onRefused?: (code: AppError['code']) => void;
};

/** Leave to dial once. */
export type DialPermit = {
  /** The target as it is to be dialled: a number in E.164, where it is one. */
  readonly target: string;
  /** How long the call may last once it is answered; null: as long as any. */
  readonly maxTalkMs: number | null;
  /** The call is over. May be called twice. */
  readonly release: () => void;
};

/** One command may ring ten targets at once: so many calls may come together, whatever the rate. */
const BURST = 10;

type Ledger = { liveCount: number; tokens: number; atMs: number };

/** Whom the workspaces may call, how many at a time and how fast. Everybody who dials comes by here. */
export class DialDesk {
  readonly #parts: DialDeskParts;
  /** Of workspaces that have calls out, or had a moment ago. */
  readonly #ledgers = new Map<WorkspaceId, Ledger>();

  constructor(parts: DialDeskParts) {
    this.#parts = parts;
  }

  /** Workspaces something is remembered of. */
  get ledgerCount(): number {
    return this.#ledgers.size;
  }

  /** @throws AppError `call.notAllowed` when the policy forbids it, `call.busy` at a limit; both say why */
  admit(workspaceId: WorkspaceId, target: string, origin: DialOrigin = 'own'): DialPermit {
    const { policyOf, isOwnPhone } = this.#parts;
    if (origin === 'own' && isOwnPhone(target, workspaceId))
      return { target, maxTalkMs: null, release: () => undefined };
    const policy = policyOf(workspaceId);
    const dialled = this.#check(target, policy, origin);
    const ledger = this.#ledger(workspaceId, policy);
    if (ledger.liveCount >= policy.maxConcurrentCalls)
      throw this.#refused('call.busy', 'The workspace has as many calls out as it may have.');
    if (ledger.tokens < 1) throw this.#refused('call.busy', 'The workspace calls faster than it may.');
    ledger.tokens -= 1;
    ledger.liveCount += 1;
    let isLive = true;
    const release = () => {
      if (isLive) ledger.liveCount -= 1;
      isLive = false;
    };
    return { target: dialled, maxTalkMs: policy.maxCallSeconds * 1000, release };
  }

  /** Whether the policy lets a place be called, of which nothing is counted. @throws AppError `call.notAllowed` */
  check(workspaceId: WorkspaceId, target: string): void {
    this.#check(target, this.#parts.policyOf(workspaceId), 'own');
  }

  /** Whether the far side of a call may send it somewhere (3xx, REFER). @throws AppError `call.notAllowed` */
  checkRedirect(workspaceId: WorkspaceId, target: string): void {
    if (!this.#parts.isOwnPhone(target, workspaceId))
      this.#check(target, this.#parts.policyOf(workspaceId), 'redirect');
  }

  #check(target: string, policy: DialPolicy, origin: DialOrigin): string {
    const { isAllowed, text, number = target } = decideDial(policy, destinationOf(target, origin === 'redirect'));
    if (!isAllowed) throw this.#refused('call.notAllowed', `This may not be called: ${text}.`);
    return number;
  }

  #refused(code: 'call.notAllowed' | 'call.busy', reason: string): AppError {
    this.#parts.onRefused?.(code);
    return new AppError(code, reason);
  }

  // A bucket that fills up again as time passes; who has a full one and no call is forgotten.
  #ledger(workspaceId: WorkspaceId, { maxCallsPerSecond }: DialPolicy): Ledger {
    const nowMs = this.#parts.clock.monotonicMs();
    const known = this.#ledgers.get(workspaceId) ?? { liveCount: 0, tokens: 0, atMs: Number.NEGATIVE_INFINITY };
    const full = Math.max(BURST, maxCallsPerSecond);
    known.tokens = Math.min(full, known.tokens + ((nowMs - known.atMs) / 1000) * maxCallsPerSecond);
    known.atMs = nowMs;
    if (this.#ledgers.size >= MAX_LEDGERS) this.#forgetIdle(nowMs);
    this.#ledgers.set(workspaceId, known);
    return known;
  }

  #forgetIdle(nowMs: number): void {
    for (const [id, { liveCount, atMs }] of this.#ledgers)
      if (liveCount === 0 && nowMs - atMs > FORGOTTEN_MS) this.#ledgers.delete(id);
  }
}

/** From so many on, those that have not called for {@link FORGOTTEN_MS} are forgotten. */
const MAX_LEDGERS = 1_000;
/** By then the slowest bucket, of one call in 100 s, is full. */
const FORGOTTEN_MS = (BURST / 0.01) * 1000;

const destinationOf = (target: string, isRedirected: boolean): DialDestination =>
  /^sips?:/i.test(target)
    ? { kind: 'sipAddress', uri: target, isRedirected }
    : { kind: 'number', text: target.replace(/^tel:/i, ''), isRedirected };
