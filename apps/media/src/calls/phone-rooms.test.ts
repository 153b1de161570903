import { drawFlow } from '@callwright/flow-engine/testing';
import { type CallId, type Command, callId, type SessionEvent, type SessionEventName } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallSession } from './call-session.js';
import type { Principal } from './principal.js';
import type { FakePhone } from './testing/fake-phone.js';
import type { TestCall } from './testing/test-call.js';
import { controller, HOME, TestExchange } from './testing/test-exchange.js';

const ADA = '+12025550101';
const BEN = '+12025550102';
const dialler: Principal = { kind: 'key', workspaceId: HOME, scopes: ['calls:dial', 'calls:control'] };
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
});
afterEach(() => exchange.finish());

type OnThePhone = {
  readonly id: CallId;
  readonly phone: FakePhone;
  readonly session: CallSession;
  readonly asks: (command: Command) => Promise<void>;
  readonly events: readonly SessionEvent[];
};

/** Somebody who was called by telephone and has answered, for a client that decides. */
const onThePhone = async (target: string): Promise<OnThePhone> => {
  const events: SessionEvent[] = [];
  const client = {
    signal: new AbortController().signal,
    send: (event: SessionEvent) => void events.push(event),
    close: async () => undefined,
  };
  const id = callId.parse(`phone${target}`.replaceAll('+', '-'));
  const session = exchange.registry.telephone.callForClient({ callId: id, target, option: {} }, dialler, client);
  const phone = await exchange.phone(target);
  await phone.answers();
  await exchange.until(() => session.isAnswered);
  await exchange.pass(100);
  const asks = async (command: Command) => {
    await session.request(command);
    await exchange.pass(100);
  };
  return { id, phone, session, asks, events };
};
/** A browser whose client decides. */
const atTheBrowser = async (): Promise<TestCall> => exchange.call('', controller);
const asks = async (call: TestCall, command: Command) => {
  await call.asks(command);
  await exchange.pass(100);
};
const hears = ({ id }: { readonly id: CallId }) => exchange.sound.caller(id).hears.toSorted();
const told = (events: readonly SessionEvent[], name: SessionEventName) =>
  events.flatMap((event) => (event.event === name && 'status' in event ? [event.status] : []));

describe('a conference of telephones and browsers', () => {
  const join: Command = { command: 'conference', conferenceId: 'k', room: 'team' };

  it('is heard by all of them, and goes on without those who hang up', async () => {
    const [ada, ben, browser] = [await onThePhone(ADA), await onThePhone(BEN), await atTheBrowser()];
    for (const one of [ada, ben]) await one.asks(join);
    await asks(browser, join);
    expect([hears(ada), hears(ben), hears(browser)]).toEqual([
      [ben.id, browser.id].toSorted(),
      [ada.id, browser.id].toSorted(),
      [ada.id, ben.id].toSorted(),
    ]);
    ada.phone.vanishes();
    await exchange.until(() => exchange.stories.of(ada.id).end !== null);
    await exchange.pass(100);
    expect([hears(ben), hears(browser)]).toEqual([[browser.id], [ben.id]]);
    browser.leg.vanish();
    await exchange.until(() => browser.isOver);
    await exchange.pass(100);
    expect([hears(ben), told(ben.events, 'conferenceEvent').at(-1)]).toEqual([[], 'waiting']);
    expect(exchange.sound.caller(ben.id).music).toBe('tone:waiting');
  });

  it('takes in a caller by telephone, whom it answers', async () => {
    exchange.line('team', drawFlow({ steps: { meet: ['conference', { room: 'team' }] } }));
    const browser = await atTheBrowser();
    await asks(browser, join);
    const line = { kind: 'endpoint', name: 'team' } as const;
    const who: Principal = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line };
    const ways = { capabilities: ['earlyMedia', 'bridge', 'keysIn'] };
    const caller = await exchange.begin(exchange.leg('team', ways), who);
    await exchange.until(() => caller.caller.isBridged);
    expect([hears(caller), hears(browser), caller.leg.named('answer').length]).toEqual([[browser.id], [caller.id], 1]);
  });
});

describe('a queue', () => {
  const take: Command = { command: 'dial', dialId: 'd', targets: [{ target: 'queue:sales' }] };
  const wait: Command = { command: 'enqueue', queueId: 'q', queue: 'sales' };

  it('keeps a caller by telephone until an agent at a telephone takes them', async () => {
    exchange.line('sales', drawFlow({ steps: { wait: ['queue', { queue: 'sales' }] } }));
    const line = { kind: 'endpoint', name: 'sales' } as const;
    const who: Principal = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line };
    const ways = { from: ADA, capabilities: ['earlyMedia', 'bridge', 'keysIn'] };
    const caller = await exchange.begin(exchange.leg('sales', ways), who);
    await exchange.until(() => caller.caller.music !== null);
    const agent = await onThePhone(BEN);
    await agent.asks(take);
    expect([hears(caller), hears(agent), caller.caller.music]).toEqual([[agent.id], [caller.id], null]);
    agent.phone.vanishes();
    await exchange.until(() => caller.isOver);
  });

  it.each(['telephone', 'browser'])(
    'gives whoever waits there to an agent at the other kind (%s waits)',
    async (kind) => {
      const [phone, browser] = [await onThePhone(ADA), await atTheBrowser()];
      if (kind === 'telephone') {
        await phone.asks(wait);
        await asks(browser, take);
      } else {
        await asks(browser, wait);
        await phone.asks(take);
      }
      expect([hears(phone), hears(browser)]).toEqual([[browser.id], [phone.id]]);
    },
  );

  it('goes on with the next when a telephone that waited is gone', async () => {
    const [ada, ben, agent] = [await onThePhone(ADA), await onThePhone(BEN), await atTheBrowser()];
    await ada.asks(wait);
    await ben.asks(wait);
    ada.phone.vanishes();
    await exchange.until(() => exchange.stories.of(ada.id).end !== null);
    await asks(agent, take);
    expect([hears(agent), hears(ben)]).toEqual([[ben.id], [agent.id]]);
  });
});

describe('listening in to a call by telephone', () => {
  const listen = (id: CallId, role: 'listener' | 'speaker' | 'host') =>
    ({ command: 'conference', conferenceId: 'l', room: `call:${id}`, role }) as const;
  /** A browser that talks with a telephone. */
  const talking = async () => {
    const browser = await atTheBrowser();
    await browser.asks({ command: 'dial', dialId: 'd', targets: [{ target: ADA }] });
    const ada = await exchange.phone(ADA);
    await ada.answers();
    await exchange.until(() => browser.session.talkRoom !== null);
    return { browser, ada: { id: ada.callId, phone: ada } };
  };

  it('hears both sides, and is heard by neither', async () => {
    const [{ browser, ada }, supervisor] = [await talking(), await atTheBrowser()];
    await asks(supervisor, listen(ada.id, 'listener'));
    expect(hears(supervisor)).toContain(ada.id);
    expect([hears(ada), hears(browser)]).toEqual([[browser.id], [ada.id]]);
  });

  it('whispers to the one at the telephone, and the other does not hear it', async () => {
    const [{ browser, ada }, supervisor] = [await talking(), await atTheBrowser()];
    await asks(supervisor, listen(ada.id, 'speaker'));
    expect([hears(ada), hears(browser)]).toEqual([[browser.id, supervisor.id].toSorted(), [ada.id]]);
    await asks(supervisor, { command: 'leave', id: 'l' });
    expect([hears(ada), hears(browser)]).toEqual([[browser.id], [ada.id]]);
  });

  it('is done from a telephone as well, and ends with the call', async () => {
    const { browser, ada } = await talking();
    const supervisor = await onThePhone(BEN);
    await supervisor.asks(listen(browser.id, 'host'));
    expect([hears(browser), hears(ada)]).toEqual([
      [ada.id, supervisor.id].toSorted(),
      [browser.id, supervisor.id].toSorted(),
    ]);
    browser.leg.vanish();
    await exchange.until(() => browser.isOver);
    await exchange.pass(100);
    expect([hears(supervisor), exchange.stories.of(supervisor.id).end]).toEqual([[], null]);
  });
});
