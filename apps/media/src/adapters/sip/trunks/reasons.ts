import { formatReason, q850Words } from '@callwright/sip';

/** Causes of ITU-T Q.850 for ends that are no normal one. */
const causes: Readonly<Record<string, number>> = {
  failed: 41,
  inactivityTimeout: 102,
  maxDuration: 102,
  transport: 102,
  shutdown: 41,
};
/** Normal call clearing. */
const NORMAL = 16;

/** Why we hang up, as a carrier reads it: the value of a Reason header (RFC 3326, RFC 6432). */
export const reasonOfEnd = (reason: string): string => {
  const cause = causes[reason] ?? NORMAL;
  const name = q850Words(cause)?.name;
  return formatReason({ protocol: 'Q.850', cause, ...(name !== undefined && { text: name }) });
};
