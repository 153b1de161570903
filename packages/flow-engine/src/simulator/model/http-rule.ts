import type { HttpRequest } from '@callwright/protocol';

/**
 * Whether a request is one of a rule: `GET https://shop.example/orders/*`, or without the method for any; `*` stands for
 * anything.
 */
export const matchesRequest = (rule: string, { method, url }: Pick<HttpRequest, 'method' | 'url'>): boolean => {
  const text = /^[A-Z*]+ /.test(rule) ? `${method} ${url}` : url;
  const [first = '', ...rest] = rule.split('*');
  if (!text.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return text === first;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
};
