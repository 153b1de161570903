import type { NodeContext } from '@callwright/flow-engine';
import type { HttpRequest, Json } from '@callwright/protocol';
import { filledDocument, filledPairs, parseDocument } from '../shared/json-template.js';
import { encodedText, filledUrl } from '../shared/url-template.js';
import type { HttpConfig } from './definition.js';

/** The largest answer that is read. */
const MAX_ANSWER_BYTES = 200_000;
/** As long as the parts of a request may be. */
const MAX_URL_LENGTH = 4_096;
const MAX_HEADER_LENGTH = 4_096;
const MAX_BODY_LENGTH = 200_000;

/** The request of a step with its variables filled in; null when what they hold makes it none that can be sent. */
export const requestOf = (config: HttpConfig, context: NodeContext): HttpRequest | null => {
  const { method, auth, timeoutMs, retries, results } = config;
  const url = filledUrl(config.url, context);
  const headers = headersOf(config, context);
  const body = bodyOf(config, context);
  const isTooLong = url.length > MAX_URL_LENGTH || headers.some(({ value }) => value.length > MAX_HEADER_LENGTH);
  if (url === '' || isTooLong || body === null || (body ?? '').length > MAX_BODY_LENGTH) return null;
  return {
    method,
    url,
    headers,
    ...(auth.kind === 'none' ? {} : { auth }),
    ...(body === undefined ? {} : { body }),
    timeoutMs,
    retries,
    maxBytes: MAX_ANSWER_BYTES,
    save: results.flatMap(({ path, as, isSecret }) =>
      as === '' ? [] : [{ path, as, ...(isSecret ? { isSecret } : {}) }],
    ),
  };
};

const headersOf = ({ headers, bodyKind }: HttpConfig, { render }: NodeContext): HttpRequest['headers'] => {
  const own = headers
    .filter(({ name }) => name.trim() !== '')
    .map(({ name, value }) => ({ name: name.trim(), value: oneLine(render(value)) }));
  const type = contentTypes[bodyKind];
  const isSaid = own.some(({ name }) => name.toLowerCase() === 'content-type');
  return type === null || isSaid ? own : [...own, { name: 'content-type', value: type }];
};

const contentTypes: Readonly<Record<HttpConfig['bodyKind'], string | null>> = {
  none: null,
  fields: 'application/json',
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain; charset=utf-8',
};

// No value begins a header of its own.
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();

const bodyOf = ({ bodyKind, body, fields }: HttpConfig, context: NodeContext): string | undefined | null => {
  switch (bodyKind) {
    case 'none':
      return undefined;
    case 'fields':
      return JSON.stringify(filledPairs(fields, context));
    case 'json': {
      const document = parseDocument(body);
      return document === undefined ? null : JSON.stringify(filledDocument(document, context));
    }
    case 'form':
      return Object.entries(filledPairs(fields, context))
        .map(([name, value]) => `${encodedText(name)}=${encodedText(formText(value))}`)
        .join('&');
    case 'text':
      return context.render(body);
  }
};

const formText = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
