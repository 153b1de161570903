import type { StackFacts } from './global-setup.js';

/** What the media process holds for calls, by kind: `protocol_open takos_rooms`, `calls_live`. */
export type OpenThings = Readonly<Record<string, number>>;

/** A socket is known to be gone, a held call given up and a transaction forgotten (RFC 3261, 32 s) within this. */
const PATIENCE_MS = 45_000;
const LOOK_MS = 250;
const LINE = /^callwright_(calls_live|protocol_open|sound_open|sip_open)(?:\{\w+="(\w[\w-]*)"\})? (\d+)$/gm;
/** Telephones keep theirs, whether they call or not. */
const MAY_STAY = 'sip_open connections';

/** What is open at this time, as the metrics tell. */
export const openNow = async ({ urls }: Pick<StackFacts, 'urls'>): Promise<OpenThings> => {
  const text = await (await fetch(`${urls.media}/metrics`)).text();
  const counted = [...text.matchAll(LINE)].map(([, name, kind, count]) => [
    [name, kind].join(' ').trim(),
    Number(count),
  ]);
  return Object.fromEntries(counted.filter(([name]) => name !== MAY_STAY));
};

/**
 * Resolves when no more is open than before.
 * @param before what was open then; absent: nothing
 * @throws Error with what is left, when it still is after 45 s
 */
export const nothingLeft = async (facts: Pick<StackFacts, 'urls'>, before: OpenThings = {}): Promise<void> => {
  let left: readonly string[] = [];
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
    const open = Object.entries(await openNow(facts));
    left = open.flatMap(([name, count]) => {
      const more = count - (before[name] ?? 0);
      return more > 0 ? [`${name}: ${more}`] : [];
    });
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`Left after all calls: ${left.join(', ')}.`);
};
