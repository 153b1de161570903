import type { CallCause } from '@callwright/protocol';
import { explainEnding } from '@callwright/sip';

/** Why a call by SIP ended as it did, for people; null when the far side has not said. */
export const causeOf = ({ sipStatus, q850 }: { sipStatus: number | null; q850: number | null }): CallCause | null => {
  if (sipStatus === null && q850 === null) return null;
  const reasons = q850 === null ? [] : [{ protocol: 'Q.850', cause: q850 }];
  const { summary, detail } = explainEnding({ ...(sipStatus !== null && { status: sipStatus }), reasons });
  return { code: sipStatus, q850, text: summary, advice: detail };
};
