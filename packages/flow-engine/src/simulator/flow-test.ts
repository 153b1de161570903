import { json } from '@callwright/protocol';
import { z } from 'zod';
import { flowScript, type ScriptGiven, scriptGiven } from '../script/script.js';

const text = z.string().max(5000);

/**
 * What must have come of a call. What is absent does not matter.
 * `path`: the steps, all of them in order, or how it starts, or which are among them. `heard`: parts of what was said or
 * played, in this order. `ended`: `completed`, or the code of what failed, or the reason of the hang-up.
 */
export const flowExpectation = z.strictObject({
  path: z
    .union([
      z.array(text),
      z.strictObject({ includes: z.array(text).optional(), startsWith: z.array(text).optional() }),
    ])
    .optional(),
  exits: z.array(text).optional().describe('ways out that were taken, in this order, as step.exit'),
  heard: z.array(text).optional(),
  notHeard: z.array(text).optional(),
  variables: z.record(z.string(), json).optional(),
  ended: text.optional(),
  outcome: text.optional().describe('how the flow marked the call'),
  tags: z.record(z.string(), text).optional(),
  requests: z
    .array(z.strictObject({ request: text, body: json.optional() }))
    .optional()
    .describe('those made, in order: `POST https://shop.example/orders/*`'),
  messages: z
    .array(z.strictObject({ channel: text.optional(), to: text.optional(), text: text.optional() }))
    .optional()
    .describe('those sent, in order; `text` is a part of it'),
  duration: z
    .strictObject({ atMost: z.number().min(0).optional(), atLeast: z.number().min(0).optional() })
    .optional()
    .describe('in ms'),
  sound: z
    .literal(true)
    .optional()
    .describe('nothing goes wrong: no failure without a way out, no bound reached, no silence of more than 30 seconds'),
});
export type FlowExpectation = z.infer<typeof flowExpectation>;

/** One test of a flow: a caller, and what must come of the call. */
export const flowTest = z.strictObject({
  name: z.string().min(1).max(200),
  given: flowScript.shape.given,
  when: flowScript.shape.when,
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  then: flowExpectation.default({}),
});
export type FlowTest = z.infer<typeof flowTest>;

/**
 * A `*.test.yaml`: the tests of a flow, which is the file beside it of the same name unless it says another. What is
 * `given` for the file is so in each of its tests, unless the test says otherwise.
 */
export const flowTestDocument = z
  .strictObject({
    flow: z.string().min(1).max(1000).optional(),
    given: scriptGiven.optional(),
    tests: z.array(flowTest).min(1).max(1000),
  })
  .transform(({ given = {}, tests, ...document }) => ({
    ...document,
    tests: tests.map((test) => ({ ...test, given: givenIn(test.given, given) })),
  }));
export type FlowTestDocument = z.infer<typeof flowTestDocument>;

// By name the test's own, and its answers are asked first.
const givenIn = (own: ScriptGiven, shared: ScriptGiven): ScriptGiven => ({
  ...shared,
  ...own,
  ...together('variables', own, shared),
  ...together('lines', own, shared),
  ...together('queues', own, shared),
  ...together('rooms', own, shared),
  ...(own.http && shared.http ? { http: [...own.http, ...shared.http] } : {}),
});

const together = (part: 'variables' | 'lines' | 'queues' | 'rooms', own: ScriptGiven, shared: ScriptGiven) =>
  own[part] && shared[part] ? { [part]: { ...shared[part], ...own[part] } } : {};
