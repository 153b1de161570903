import type { JournalLine, Json } from '@callwright/protocol';

/** The answer to a request a flow is made for: what it takes of it, with nothing in it yet; an empty object for none. */
export const sampleBody = (journal: readonly JournalLine[], requestId: string): Json => {
  const asked = journal.findLast(
    (line) => line.kind === 'effect' && line.effect.effect === 'httpRequest' && line.effect.requestId === requestId,
  );
  if (asked?.kind !== 'effect' || asked.effect.effect !== 'httpRequest') return {};
  return asked.effect.request.save.reduce<Json>((body, { path }) => put(body, path === '' ? [] : path.split('.')), {});
};

const put = (into: Json, [first, ...rest]: readonly string[]): Json => {
  if (first === undefined) return isFilled(into) ? into : '';
  if (/^\d+$/.test(first)) {
    const list = Array.isArray(into) ? into : [];
    const at = Math.min(Number(first), list.length);
    return [...list.slice(0, at), put(list[at] ?? {}, rest), ...list.slice(at + 1)];
  }
  const fields = new Map(typeof into === 'object' && into !== null && !Array.isArray(into) ? Object.entries(into) : []);
  return Object.fromEntries(fields.set(first, put(fields.get(first) ?? {}, rest)));
};

const isFilled = (value: Json): boolean => typeof value === 'object' && value !== null && Object.keys(value).length > 0;
