import type { Json } from '@callwright/protocol';
import { type Converted, exitsTo, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import { stepIdOf, variableOf } from '../names.js';
import type { Widget } from '../widget.js';

type Config = Readonly<Record<string, Json>>;

/** Asks a web service. */
export const convertHttp = (widget: Widget, context: ImportContext): Converted => {
  if (widget.isOn('add_twilio_auth')) context.hint('It proves itself by the Twilio account: set a secret of your own.');
  const method = widget.text('method').toUpperCase() || 'GET';
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'http',
        name: widget.name,
        config: {
          method,
          url: urlOf(context),
          ...bodyOf(widget, method, context),
          ...answerOf(widget, context),
        },
        exits: {
          ...exitsTo(toWidget(widget.next('success')), 'ok'),
          ...exitsTo(toWidget(widget.next('failed')), 'failed', 'timeout', 'otherwise'),
        },
      },
    ],
  };
};

/** Runs a Twilio Function: here a request to its address. */
export const convertFunction = (widget: Widget, context: ImportContext): Converted => {
  const url = urlOf(context);
  context.hint(
    'The function is asked over HTTP, without a Twilio signature: it must be public, or moved to a service of yours.',
  );
  if (url === '') context.hint('It names no address of the function.');
  const fields = widget.pairs('parameters').map(({ key, value }) => ({ name: key, value: context.translate(value) }));
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'http',
        name: widget.name,
        config: { method: 'POST', url, bodyKind: 'form', fields, ...answerOf(widget, context) },
        exits: {
          ...exitsTo(toWidget(widget.next('success')), 'ok'),
          ...exitsTo(toWidget(widget.next('fail')), 'failed', 'timeout', 'otherwise'),
        },
      },
    ],
    needsHand: url === '',
  };
};

// Credentials in an address would be written into every journal.
const urlOf = (context: ImportContext): string => {
  const url = context.template('url');
  const withoutUser = url.replace(/^(https?:\/\/)[^/@]+@/i, '$1');
  if (withoutUser !== url) context.hint('User and password were taken out of its address: set them as a secret.');
  return withoutUser;
};

const bodyOf = (widget: Widget, method: string, context: ImportContext): Config => {
  const body = context.template('body');
  const fields = widget.pairs('parameters').map(({ key, value }) => ({ name: key, value: context.translate(value) }));
  if (method === 'GET' || method === 'HEAD') return fields.length === 0 ? {} : inQuery(fields, context);
  if (body !== '') return writtenBody(widget, body, context);
  return fields.length === 0 ? {} : { bodyKind: 'form', fields };
};

const writtenBody = (widget: Widget, body: string, context: ImportContext): Config => {
  if (!widget.text('content_type').includes('json')) return { bodyKind: 'text', body };
  if (isJson(body)) return { bodyKind: 'json', body };
  // Values outside of quotation marks make it no JSON before they are filled in.
  const type = { name: 'content-type', value: 'application/json' };
  context.hint('Its body is sent as text: as JSON, each variable would stand in quotation marks.');
  return { bodyKind: 'text', body, headers: [type] };
};

const inQuery = (
  fields: readonly { readonly name: string; readonly value: string }[],
  context: ImportContext,
): Config => {
  const url = urlOf(context);
  const query = fields.map(({ name, value }) => `${encodeURIComponent(name)}=${encodedTemplate(value)}`).join('&');
  return { url: `${url}${url.includes('?') ? '&' : '?'}${query}` };
};

// What variables hold is encoded when they are filled in.
const encodedTemplate = (value: string): string =>
  value.replace(/\{\{.*?\}\}|.+?(?=\{\{|$)/gs, (part) => (part.startsWith('{{') ? part : encodeURIComponent(part)));

const answerOf = (widget: Widget, context: ImportContext): Config => ({
  ...(context.isRead('parsed', 'body')
    ? { results: [{ path: '', as: variableOf(widget.name, 'answer'), isOptional: false, isSecret: false }] }
    : {}),
  ...(context.isRead('status_code') ? { saveStatusAs: variableOf(widget.name, 'status') } : {}),
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // There is no other way to ask.
  }
};
