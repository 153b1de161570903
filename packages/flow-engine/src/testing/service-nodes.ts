import { commandSchema, type EngineEvent, json } from '@callwright/protocol';
import { z } from 'zod';
import { defineNode, defineNodeType, type Exit, type NodeType } from '../node-type.js';

const face = { version: 1, title: 'Sample', action: 'Sample', description: 'A sample.', icon: 'box' };
const done: Exit = { name: 'done', label: 'Then', kind: 'next' };
const failed: Exit = { name: 'failed', label: 'Something fails', kind: 'failure' };

const FetchConfig = z.object({ url: z.string().default('https://shop.example/orders'), body: z.string().default('') });
/** Asks a web service; the answer's `id` and, in confidence, its `token` become variables. */
const fetch = defineNode<z.infer<typeof FetchConfig>, null>({
  definition: defineNodeType({
    ...face,
    type: 'fetch',
    family: 'data',
    config: FetchConfig,
    exits: () => [done, failed],
    summary: ({ url }) => url,
  }),
  enter: ({ url, body }, { render, visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      {
        effect: 'httpRequest',
        requestId: visitId,
        request: {
          method: 'POST',
          url: render(url),
          headers: [{ name: 'x-pin', value: render('{{ pin }}') }],
          body: render(body),
          timeoutMs: 8_000,
          retries: 1,
          maxBytes: 1_000,
          save: [
            { path: 'order.id', as: 'id' },
            { path: 'token', as: 'token', isSecret: true },
          ],
        },
      },
    ],
  }),
  on: (event, _local, _config, { visitId }) => {
    if (event.event !== 'httpResult' || event.requestId !== visitId) return { next: 'wait', local: null };
    const { status, error = null, values } = event;
    return { next: 'exit', exit: status === 200 ? 'done' : 'failed', set: { ...values, status, error } };
  },
});

const ComputeConfig = z.object({ source: z.string().default('input + 1'), input: json.default(1) });
/** Runs code; what it gives becomes the variable `computed`. */
const compute = defineNode<z.infer<typeof ComputeConfig>, null>({
  definition: defineNodeType({
    ...face,
    type: 'compute',
    family: 'data',
    config: ComputeConfig,
    exits: () => [done, failed],
    summary: ({ source }) => source,
  }),
  enter: ({ source, input }, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: [{ effect: 'runCode', codeId: visitId, source, input, timeoutMs: 1_000 }],
  }),
  on: (event) => {
    if (event.event !== 'codeResult') return { next: 'wait', local: null };
    return { next: 'exit', exit: event.ok ? 'done' : 'failed', set: { computed: event.value ?? event.error ?? null } };
  },
});

const PinConfig = z.object({ digits: z.number().default(4) });
/** Asks for digits nobody may see; their reference becomes the variable `pin`. */
const pin = defineNode<z.infer<typeof PinConfig>, null>({
  definition: defineNodeType({
    ...face,
    type: 'pin',
    family: 'hear',
    config: PinConfig,
    exits: () => [done, failed],
    summary: () => 'PIN',
    asksCaller: true,
  }),
  enter: ({ digits }, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      {
        effect: 'command',
        command: {
          command: 'gather',
          gatherId: visitId,
          input: ['dtmf'],
          prompt: { text: 'Your PIN?' },
          minDigits: digits,
          maxDigits: digits,
          secret: true,
        },
      },
    ],
  }),
  on: (event) => {
    if (event.event !== 'gatherResult') return { next: 'wait', local: null };
    const { secret = null, digitCount = 0 } = event;
    return { next: 'exit', exit: secret === null ? 'failed' : 'done', set: { pin: secret, digitCount } };
  },
});

const OrderConfig = z.object({ command: commandSchema });
/** Gives a command and waits for its end, which becomes the variable `result`. */
const order = defineNode<z.infer<typeof OrderConfig>, null>({
  definition: defineNodeType({
    ...face,
    type: 'order',
    family: 'connect',
    config: OrderConfig,
    exits: () => [done],
    summary: ({ command }) => command.command,
  }),
  enter: ({ command }) => ({ next: 'wait', local: null, effects: [{ effect: 'command', command }] }),
  on: (event) => {
    const result = resultOf(event);
    return result === null ? { next: 'wait', local: null } : { next: 'exit', exit: 'done', set: { result } };
  },
});
const resultOf = (event: EngineEvent): string | null => {
  if (!['dialResult', 'queueResult', 'conferenceEvent', 'referStatus', 'messageResult'].includes(event.event))
    return null;
  const status = 'status' in event && typeof event.status === 'string' ? event.status : '';
  return ['trying', 'waiting', 'answered', 'joined'].includes(status) ? null : status;
};

/** Small node types that need something of the world: services, code, other lines. */
export const serviceNodes: readonly NodeType[] = [fetch, compute, pin, order];
