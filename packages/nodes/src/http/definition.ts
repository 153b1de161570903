import { type ConfigProblem, defineNodeType, type Exit } from '@callwright/flow-engine';
import { z } from 'zod';
import { count, line, milliseconds, promptText, saveAs, select } from '../shared/fields.js';
import { authField } from '../shared/http-auth.js';
import { parseDocument } from '../shared/json-template.js';
import { mapping, mappingProblems, pairProblems, pairs } from '../shared/value-fields.js';
import { httpOutcomes } from './outcomes.js';
import { statusWay } from './statuses.js';

const methods = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE', HEAD: 'HEAD' };
const bodyKinds = {
  none: 'Nothing',
  fields: 'Fields, as JSON',
  json: 'JSON',
  form: 'Fields, as a form',
  text: 'Text',
};

/** What an HTTP node is set to. */
export const HttpConfig = z.object({
  method: select('Method', methods, 'GET'),
  url: line(
    'Address',
    '',
    {
      help: 'Variables may be used; what they hold is encoded. One at the very beginning is put in as it is.',
      template: true,
    },
    4000,
  ),
  auth: authField.meta({
    title: 'Prove who we are',
    help: 'By a secret of the workspace, named here and known only where the request is sent.',
    section: 'does',
    widget: 'auth',
  }),
  headers: pairs('Headers'),
  bodyKind: select('Send', bodyKinds, 'none'),
  fields: pairs('Fields', {
    when: { field: 'bodyKind', equals: ['fields', 'form'] },
    help: 'A value that is nothing but a variable keeps its kind in JSON: a number stays one.',
  }),
  body: z
    .string()
    .max(100_000)
    .default('')
    .meta({
      title: 'Body',
      help: 'For JSON and text. In JSON, variables stand in texts: { "name": "{{ name }}" }. A text that is nothing but a variable becomes what it holds.',
      section: 'does',
      widget: 'code',
      template: true,
      when: { field: 'bodyKind', equals: ['json', 'text'] },
    }),
  results: z
    .array(mapping.extend({ isSecret: z.boolean().default(false) }))
    .max(100)
    .default([])
    .meta({
      title: 'Remember of the answer',
      help: 'Where it is in the JSON (order.items.0.id; empty: all of it), and the variable for it.',
      section: 'does',
      widget: 'mappings',
    }),
  ways: z.array(statusWay).max(20).default([]).meta({
    title: 'Ways out by status',
    help: '404, 4xx or 400-499. The first that fits is taken, before those for 2xx and all others.',
    section: 'otherwise',
    widget: 'branches',
  }),
  fillerText: promptText('When it takes long', '', 'hears', 'Empty: the caller hears nothing meanwhile.'),
  fillerAfterMs: milliseconds('Say that after', 2_000, [0, 60_000], { section: 'hears' }),
  timeoutMs: milliseconds('Give up after', 10_000, [100, 120_000], { help: 'All attempts together.' }),
  retries: count('Try again', 0, [0, 5], { help: 'When there is no answer, or the service is busy.' }),
  saveStatusAs: saveAs('Remember the status as', ''),
  saveErrorAs: saveAs('Remember what failed as', '', { help: 'As http.timeout.' }),
});
export type HttpConfig = z.infer<typeof HttpConfig>;

/** Asks a web service. */
export const definition = defineNodeType<HttpConfig>({
  type: 'http',
  version: 1,
  title: 'Asks a service',
  action: 'Ask a web service',
  description: 'Sends an HTTP request, remembers what is in the answer, and goes on by its status.',
  family: 'data',
  icon: 'globe',
  config: HttpConfig,
  exits: ({ ways }) => [
    { name: 'ok', label: 'Done', kind: 'next' },
    ...ways.map(
      ({ id, label, statuses }): Exit => ({ name: id, label: label || statuses.join(', ') || id, kind: 'choice' }),
    ),
    { name: 'failed', label: 'Something fails', kind: 'failure' },
    { name: 'timeout', label: 'No answer in time', kind: 'failure' },
    { name: 'otherwise', label: 'Another answer', kind: 'failure' },
  ],
  summary: ({ method, url }) => (url === '' ? '' : `${method} ${url}`),
  check: (config) => [...checkRequest(config), ...checkBody(config), ...checkAnswers(config)],
  outcomes: httpOutcomes,
});

const checkRequest = ({ url, headers, method, bodyKind }: HttpConfig): ConfigProblem[] => [
  ...checkUrl(url.trim()),
  ...pairProblems(headers, 'headers'),
  ...headers
    .filter(({ name }) => !isToken(name))
    .map(({ name }) => error(`"${name}" is no name for a header.`, 'headers')),
  ...(bodyKind !== 'none' && (method === 'GET' || method === 'HEAD')
    ? [warning(`Most services do not look at what comes with ${method}.`, 'bodyKind')]
    : []),
];

// RFC 9110 §5.6.2; one that is empty is said elsewhere.
const isToken = (name: string) => name.trim() === '' || /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i.test(name.trim());

const checkUrl = (url: string): ConfigProblem[] => {
  if (url === '') return [error('It does not say which address to ask.', 'url')];
  return /^(https?:\/\/|\{\{)/i.test(url) ? [] : [error('An address begins with https:// or http://.', 'url')];
};

const checkBody = ({ bodyKind, body, fields }: HttpConfig): ConfigProblem[] => {
  if (bodyKind === 'fields' || bodyKind === 'form') return [...pairProblems(fields, 'fields')];
  if (bodyKind !== 'json' || parseDocument(body) !== undefined) return [];
  return [error('The body is no JSON. Variables stand in quotation marks: "{{ name }}".', 'body')];
};

const checkAnswers = ({ results, ways }: HttpConfig): ConfigProblem[] => [
  ...mappingProblems(results, 'results'),
  ...ways
    .filter(({ statuses }) => statuses.length === 0)
    .map(({ label, id }) => error(`No status leads to "${label || id}".`, 'ways')),
  ...ways
    .filter(({ id }, at) => RESERVED.has(id) || ways.findIndex((one) => one.id === id) !== at)
    .map(({ id }) => error(`Two ways out share the name ${id}.`, 'ways')),
];
const RESERVED: ReadonlySet<string> = new Set(['ok', 'otherwise', 'timeout', 'failed']);

const error = (message: string, field: string): ConfigProblem => ({ severity: 'error', message, field });
const warning = (message: string, field: string): ConfigProblem => ({ severity: 'warning', message, field });
