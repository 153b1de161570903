import type { Page } from '@callwright/protocol';
import { z } from 'zod';
import { dateOf } from '../calendar.js';
import { cleanText } from '../prisma/stored-json.js';
import { BadRequestError } from './errors.js';

const MAX_PAGE = 200;

/** Query of a list: how many, and after what. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50).describe('rows of one page'),
  cursor: z.string().max(300).optional().describe('`nextCursor` of the page before'),
});
/** What was asked for. */
export type PageQuery = z.infer<typeof pageQuery>;

/** A place in a list that is ordered by time, newest first, and by id within one millisecond. */
export type Place = { readonly at: Date; readonly id: string };

/** @throws BadRequestError when it is not a cursor of ours */
export const placeOf = (cursor: string | undefined): Place | null => {
  if (cursor === undefined) return null;
  const [, ms, id] = /^(\d{1,15}) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (ms === undefined || id === undefined) throw new BadRequestError({ cursor: ['is not one of ours'] });
  return { at: dateOf(Number(ms)), id: cleanText(id) };
};

/** Rows after a place, for a list ordered by `field` and id, both falling. */
export const afterPlace = <Field extends string>(field: Field, place: Place | null) =>
  place && { OR: [{ [field]: { lt: place.at } }, { [field]: place.at, id: { lt: place.id } }] };

/**
 * One page out of rows fetched with one more than `limit`, which tells whether there is another page.
 * @param place of a row, as it is ordered
 */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => Place,
  item: (row: Row) => Item,
): Page<Item> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(item), nextCursor: hasMore ? formatCursor(place(last)) : null };
};

const formatCursor = ({ at, id }: Place): string => Buffer.from(`${at.getTime()} ${id}`).toString('base64url');
