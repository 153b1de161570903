/** Why we hang up, as a carrier reads it: cause of ITU-T Q.850 in a Reason header (RFC 3326, RFC 6432). */
const causes: Readonly<Record<string, { readonly cause: number; readonly text: string }>> = {
  failed: { cause: 41, text: 'Temporary failure' },
  inactivityTimeout: { cause: 102, text: 'Recovery on timer expiry' },
  maxDuration: { cause: 102, text: 'Recovery on timer expiry' },
  transport: { cause: 102, text: 'Recovery on timer expiry' },
  shutdown: { cause: 41, text: 'Temporary failure' },
};

/** The value of a Reason header for the end of a call. */
export const formatReason = (reason: string): string => {
  const { cause, text } = causes[reason] ?? { cause: 16, text: 'Normal call clearing' };
  return `Q.850;cause=${cause};text="${text}"`;
};
