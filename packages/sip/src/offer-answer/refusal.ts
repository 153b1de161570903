/**
 * Why a description is not taken, and the answer in SIP's own manner. `reason` is the phrase of the status line;
 * `warning` goes into the Warning header (RFC 3261 §20.43).
 */
export type SdpRefusal = {
  readonly status: 400 | 406 | 415 | 488;
  readonly reason: string;
  /** One line for people and logs; holds nothing of what was sent. */
  readonly why: string;
  readonly warning?: SdpWarning;
};

/** Codes of RFC 3261 §20.43 that are about descriptions. */
export type SdpWarning = 301 | 302 | 304 | 305 | 330 | 399;

/** 488 with a warning (RFC 3261 §21.4.26): the call could be had, but not like this. */
export const notAcceptable = (warning: SdpWarning, why: string): SdpRefusal => ({
  status: 488,
  reason: 'Not Acceptable Here',
  why,
  warning,
});

/**
 * The value of the Warning header that goes with a refusal.
 * @param host who warns: a host of ours, with or without a port
 */
export const formatWarning = ({ warning, why }: SdpRefusal, host: string): string | null =>
  warning === undefined ? null : `${warning} ${host} "${why.replace(/["\\]/g, "'")}"`;
