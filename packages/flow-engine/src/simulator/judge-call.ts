import type { Json } from '@callwright/protocol';
import { type Failure, failuresIn } from '../fuzz/failures-in.js';
import { isSameJson } from '../same-json.js';
import type { CallRecord } from './call-record.js';
import type { FlowExpectation } from './flow-test.js';
import { matchesRequest } from './model/http-rule.js';

/** One thing that is not as it should be: what it is about, what was expected, and what came, as text. */
export type Mismatch = { readonly about: string; readonly expected: string; readonly actual: string };

/** What of a call is not as expected; nothing when all is. */
export const judgeCall = (expected: FlowExpectation, record: CallRecord): readonly Mismatch[] => [
  ...judgePath(expected.path, record.path),
  ...exitsInOrder(expected.exits, record.exits),
  ...heardInOrder(expected.heard, record.heard),
  ...notHeard(expected.notHeard ?? [], record.heard),
  ...judgeValues('variables', expected.variables, record.vars),
  ...same('ended', expected.ended, endOf(record)),
  ...same('outcome', expected.outcome, record.outcome ?? ''),
  ...judgeValues('tags', expected.tags, record.tags),
  ...judgeRequests(expected.requests, record),
  ...judgeMessages(expected.messages, record),
  ...judgeDuration(expected.duration, record.durationMs),
  ...(expected.sound ? failuresIn(record).map(unsound) : []),
];

/** How a call ended: the code of what failed in it unhandled, or the reason of its hang-up. */
export const endOf = ({ journal, reason }: CallRecord): string => {
  const failure = journal.flatMap((line) =>
    line.kind === 'effect' && line.effect.effect === 'flowFailed' ? [line.effect.code] : [],
  );
  return failure[0] ?? reason;
};

const unsound = ({ kind, nodeId, message }: Failure): Mismatch => ({
  about: nodeId === null ? 'sound' : `sound: ${nodeId}`,
  expected: 'nothing goes wrong',
  actual: `${kind}: ${message}`,
});

const show = (values: readonly string[]): string => (values.length === 0 ? '(nothing)' : values.join(' → '));
const showJson = (value: Json | undefined): string => (value === undefined ? '(unset)' : JSON.stringify(value));

const same = (about: string, expected: string | undefined, actual: string): readonly Mismatch[] =>
  expected === undefined || expected === actual ? [] : [{ about, expected, actual: actual === '' ? '(none)' : actual }];

const judgePath = (expected: FlowExpectation['path'], path: readonly string[]): readonly Mismatch[] => {
  if (expected === undefined) return [];
  const actual = show(path);
  if (!('length' in expected)) {
    const { startsWith = [], includes: steps = [] } = expected;
    const missing = steps.filter((step) => !path.includes(step));
    return [
      ...(isSameJson(path.slice(0, startsWith.length), startsWith)
        ? []
        : [{ about: 'path', expected: `begins with ${show(startsWith)}`, actual }]),
      ...(missing.length === 0 ? [] : [{ about: 'path', expected: `goes through ${missing.join(', ')}`, actual }]),
    ];
  }
  return isSameJson(path, expected) ? [] : [{ about: 'path', expected: show(expected), actual }];
};

// Each after the one before it; what lies between does not matter.
const exitsInOrder = (expected: readonly string[] = [], actual: readonly string[]): readonly Mismatch[] => {
  let from = 0;
  for (const part of expected) {
    const at = actual.indexOf(part, from);
    if (at < 0) return [missing('exits', part, actual[from - 1], actual)];
    from = at + 1;
  }
  return [];
};

// One prompt may hold several of the parts.
const heardInOrder = (expected: readonly string[] = [], actual: readonly string[]): readonly Mismatch[] => {
  let [at, from] = [0, 0];
  for (const [nth, part] of expected.entries()) {
    while (at < actual.length && (actual[at]?.indexOf(part, from) ?? -1) < 0) [at, from] = [at + 1, 0];
    const found = actual[at]?.indexOf(part, from);
    if (found === undefined) return [missing('heard', part, expected[nth - 1], actual)];
    from = found + part.length;
  }
  return [];
};

const missing = (about: string, part: string, before: string | undefined, actual: readonly string[]): Mismatch => ({
  about,
  expected: before === undefined ? `"${part}"` : `"${part}" after "${before}"`,
  actual: show(actual),
});

const notHeard = (parts: readonly string[], heard: readonly string[]): readonly Mismatch[] =>
  parts.flatMap((part) => {
    const actual = heard.find((one) => one.includes(part));
    return actual === undefined ? [] : [{ about: 'notHeard', expected: `never "${part}"`, actual }];
  });

const judgeValues = (
  about: string,
  expected: Readonly<Record<string, Json>> = {},
  actual: Readonly<Record<string, Json>>,
): readonly Mismatch[] =>
  Object.entries(expected).flatMap(([name, value]) =>
    isSameJson(actual[name] ?? null, value)
      ? []
      : [{ about: `${about}.${name}`, expected: showJson(value), actual: showJson(actual[name]) }],
  );

const judgeRequests = (expected: FlowExpectation['requests'], { requests }: CallRecord): readonly Mismatch[] => {
  if (expected === undefined) return [];
  const made = requests.map(({ method, url }) => `${method} ${url}`);
  const wanted = expected.map(({ request }) => request);
  const isAsWanted =
    made.length === wanted.length && requests.every((one, at) => matchesRequest(wanted[at] ?? '', one));
  if (!isAsWanted) return [{ about: 'requests', expected: show(wanted), actual: show(made) }];
  return expected.flatMap(({ body }, at) => {
    const sent = jsonOf(requests[at]?.body);
    if (body === undefined || isSameJson(body, sent ?? null)) return [];
    return [{ about: `requests[${at}].body`, expected: showJson(body), actual: showJson(sent) }];
  });
};

// What is no JSON is text.
const jsonOf = (body: string | undefined): Json | undefined => {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

const judgeMessages = (expected: FlowExpectation['messages'], { messages }: CallRecord): readonly Mismatch[] => {
  if (expected === undefined) return [];
  const isAsWanted =
    messages.length === expected.length &&
    messages.every((one, at) => {
      const { channel = one.channel, to = one.to, text = '' } = expected[at] ?? {};
      return one.channel === channel && one.to === to && one.text.includes(text);
    });
  if (isAsWanted) return [];
  const sent = messages.map(({ channel, to, text }) => `${channel} to ${to}: ${text}`);
  const wanted = expected.map(({ channel = 'any', to = 'anybody', text = '' }) => `${channel} to ${to}: ${text}`);
  return [{ about: 'messages', expected: show(wanted), actual: show(sent) }];
};

const judgeDuration = (expected: FlowExpectation['duration'], durationMs: number): readonly Mismatch[] => {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = 0 } = expected ?? {};
  const actual = `${durationMs} ms`;
  return [
    ...(durationMs > atMost ? [{ about: 'duration', expected: `at most ${atMost} ms`, actual }] : []),
    ...(durationMs < atLeast ? [{ about: 'duration', expected: `at least ${atLeast} ms`, actual }] : []),
  ];
};
