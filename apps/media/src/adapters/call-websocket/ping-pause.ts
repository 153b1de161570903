const DEFAULT_PAUSE_S = 20;
const LONGEST_PAUSE_S = 600;

/** What the address asks for as `ping`, in seconds (spec 0 §1), as ms; 0 is no ping at all. */
export const pingPauseMs = (url: URL): number => {
  const asked = url.searchParams.get('ping');
  if (asked === null || !/^\d{1,6}$/.test(asked)) return DEFAULT_PAUSE_S * 1000;
  return Math.min(LONGEST_PAUSE_S, Number(asked)) * 1000;
};
