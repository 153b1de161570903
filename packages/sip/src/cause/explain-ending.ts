import type { CallOutcome } from './call-outcome.js';
import { q850Words } from './q850-words.js';
import { q850Of, type Reason } from './reason.js';
import { sipWords } from './sip-words.js';

/** How a call came to its end: the final answer that refused it, when there was one, and what Reason said. */
export type Ending = {
  /** The status of the final answer; undefined when the call was answered and ended by BYE. */
  readonly status?: number;
  readonly reasons?: readonly Reason[];
};

/**
 * An ending in words. `code`: `SIP 403` or `Q.850 17`, whichever says more. `summary` is a sentence for who runs the
 * business; `detail` one for who runs the telephone: what was answered, and what to look at.
 */
export type EndingWords = {
  readonly outcome: CallOutcome | 'ended';
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
};

// These carry a cause of the telephone network in their Reason that says more than they do themselves.
const vague: ReadonlySet<number> = new Set([400, 403, 404, 480, 487, 488, 500, 502, 503, 504, 580, 600, 603]);

/**
 * Says what an ending means. A Q.850 cause of the telephone network is believed where the SIP status is vague, as gateways
 * put 480 or 503 on much.
 */
export function explainEnding({ status, reasons = [] }: Ending): EndingWords {
  const cause = q850Of(reasons);
  const network = cause === undefined ? undefined : q850Words(cause);
  const isVague = status === undefined || vague.has(status);
  if (network && isVague && (network.outcome !== undefined || status === undefined)) {
    const sip = status === undefined ? '' : ` (SIP ${status})`;
    return {
      outcome: network.outcome ?? 'ended',
      code: `Q.850 ${cause}`,
      summary: network.summary,
      detail: `the telephone network gave cause ${cause}, ${network.name}${sip}: ${network.advice}`,
    };
  }
  const words = status === undefined ? undefined : sipWords(status);
  if (!words) return { outcome: 'ended', code: '', summary: 'The call ended.', detail: 'one side hung up' };
  return {
    outcome: words.outcome ?? 'failed',
    code: `SIP ${status}`,
    summary: words.summary,
    detail: `the far side answered ${status} ${words.name}: ${words.advice}`,
  };
}

/** What a refused call counts as: `busy`, `noAnswer`, `rejected` or `failed`. */
export function outcomeOf(status: number, reasons: readonly Reason[] = []): CallOutcome {
  const { outcome } = explainEnding({ status, reasons });
  return outcome === 'ended' ? 'failed' : outcome;
}
