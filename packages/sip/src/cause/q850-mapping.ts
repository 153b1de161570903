// RFC 3398 §7.2.4.1.
const toSip: Readonly<Record<number, number>> = {
  1: 404,
  2: 404,
  3: 404,
  17: 486,
  18: 408,
  19: 480,
  20: 480,
  21: 403,
  22: 410,
  23: 410,
  25: 483,
  26: 404,
  27: 502,
  28: 484,
  29: 501,
  31: 480,
  34: 503,
  38: 503,
  41: 503,
  42: 503,
  47: 503,
  55: 403,
  57: 403,
  58: 503,
  65: 488,
  70: 488,
  79: 501,
  87: 403,
  88: 503,
  102: 504,
  111: 500,
  127: 500,
};

// RFC 3398 §8.2.6.1.
const fromSip: Readonly<Record<number, number>> = {
  400: 41,
  401: 21,
  402: 21,
  403: 21,
  404: 1,
  405: 63,
  406: 79,
  407: 21,
  408: 102,
  410: 22,
  413: 127,
  414: 127,
  415: 79,
  416: 127,
  420: 127,
  421: 127,
  423: 127,
  480: 18,
  481: 41,
  482: 25,
  483: 25,
  484: 28,
  485: 1,
  486: 17,
  487: 16,
  488: 31,
  500: 41,
  501: 79,
  502: 38,
  503: 41,
  504: 102,
  505: 127,
  513: 127,
  600: 17,
  603: 21,
  604: 1,
  606: 31,
};

/**
 * The SIP status for a Q.850 cause (RFC 3398 §7.2.4.1).
 * @returns undefined for 16, which ends a call by BYE or CANCEL, and for what is no cause
 */
export function sipOfQ850(cause: number): number | undefined {
  if (cause === 16 || !Number.isInteger(cause) || cause < 1 || cause > 127) return undefined;
  // RFC 3398 §7.2.4.1: what is not listed is 500.
  return toSip[cause] ?? 500;
}

/**
 * The Q.850 cause for a final SIP status (RFC 3398 §8.2.6.1).
 * @returns undefined for a status below 400
 */
export function q850OfSip(status: number): number | undefined {
  if (!Number.isInteger(status) || status < 400 || status > 699) return undefined;
  return fromSip[status] ?? (status < 500 || status >= 600 ? 31 : 41);
}
