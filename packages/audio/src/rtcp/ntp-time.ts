/** A moment as reports carry it (RFC 3550 §4): seconds since 1900, and 2^-32 parts of one. */
export type NtpTime = { readonly seconds: number; readonly fraction: number };

/** Seconds from 1900 to 1970. */
const EPOCH_S = 2_208_988_800;

/** @param ms since the epoch; parts of a ms count */
export function ntpTimeOf(ms: number): NtpTime {
  const seconds = Math.floor(ms / 1000);
  return {
    seconds: (seconds + EPOCH_S) >>> 0,
    fraction: Math.min(0xffffffff, Math.round((ms / 1000 - seconds) * 2 ** 32)),
  };
}

/** The middle 32 bits, in units of 1/65536 s: what a report says of the last report it has had. */
export const shortNtpTime = ({ seconds, fraction }: NtpTime): number =>
  (((seconds & 0xffff) << 16) | (fraction >>> 16)) >>> 0;
