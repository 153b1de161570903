import { z } from 'zod';

/** A status, a class of them or a range: `404`, `4xx`, `400-499`. */
export const statusPattern = z
  .string()
  .regex(/^\s*([1-5]\d\d|[1-5]xx|[1-5]\d\d\s*-\s*[1-5]\d\d)\s*$/i, 'A status is written 404, 4xx or 400-499.');

/** A way out of its own for some answers. */
export const statusWay = z.object({
  id: z.string().min(1).max(64),
  label: z.string().max(120).default(''),
  statuses: z.array(statusPattern).max(20).default([]),
});
export type StatusWay = z.infer<typeof statusWay>;

/** The way out of an answer with this status: the first that names it, `ok` for 2xx, or `otherwise`. */
export const wayOf = (status: number, ways: readonly StatusWay[]): string => {
  const own = ways.find(({ statuses }) => statuses.some((pattern) => matchesStatus(pattern, status)));
  if (own) return own.id;
  return status >= 200 && status <= 299 ? 'ok' : 'otherwise';
};

/** A status that leads to a way out; undefined when none does. */
export const statusFor = (exit: string, ways: readonly StatusWay[]): number | undefined =>
  STATUSES.find((status) => wayOf(status, ways) === exit);

// The likeliest of each way first: what a proof lets a service answer.
const STATUSES = [200, 500, ...Array.from({ length: 500 }, (_, at) => 100 + at)];

const matchesStatus = (pattern: string, status: number): boolean => {
  const text = pattern.trim().toLowerCase();
  if (text.endsWith('xx')) return Math.floor(status / 100) === Number(text[0]);
  const [from = '', to = from] = text.split('-');
  return status >= Number(from) && status <= Number(to);
};
