import { callId } from '@callwright/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import { linesOf, startOf, TestMedia } from '../testing/test-media.js';

const START_MS = 1_750_000_000_000;
let api: TestApi;
let media: TestMedia;
beforeAll(async () => {
  api = await TestApi.start({ settings: { CALLWRIGHT_MESSAGES_PER_HOUR: '3' } });
  media = await TestMedia.connect(api);
});
afterAll(() => api.close());

const errorsOf = async (id: string) => {
  const rows = await api.prisma.delivery.findMany({ where: { callId: id }, orderBy: { seq: 'asc' } });
  return rows.map(({ error }) => error);
};
/** A call that asks for so many messages, each with a recording: they wait for its end. */
const callThatSends = async (name: string, count: number, startedAtMs: number) => {
  const orders = Array.from({ length: count }, (_, at) => ({
    kind: 'effect',
    cause: 0,
    effect: {
      effect: 'command',
      command: { command: 'message', messageId: `m${at}`, channel: 'sms', to: '+1555', text: 'x', recordIds: ['r'] },
    },
  }));
  const start = startOf(name, await api.home(), { startedAtMs });
  await media.report({ callId: callId.parse(name), start, lines: linesOf(0, ...orders) });
};

it('many calls together send so many messages an hour, and go on sending in the next', async () => {
  const refusal = 'All calls together send 3 messages an hour at most.';
  await callThatSends('h-one', 2, START_MS);
  await callThatSends('h-two', 2, START_MS + 60_000);
  expect([await errorsOf('h-one'), await errorsOf('h-two')]).toEqual([
    [null, null],
    [null, refusal],
  ]);
  await callThatSends('h-three', 1, START_MS + 3_700_000);
  expect(await errorsOf('h-three')).toEqual([null]);
});
