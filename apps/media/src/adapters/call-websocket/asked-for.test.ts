import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from '../../calls/testing/fake-leg.js';
import { CallSocketBench, type CallSocketClient } from './call-socket-bench.js';

let bench: CallSocketBench;
beforeEach(async () => {
  bench = await CallSocketBench.open();
});
afterEach(() => bench.close());

describe('a client that asks for its events to be written down (`dump`)', () => {
  const dumpsDir = () => join(bench.exchange.recordingsDir, 'dumps');
  const dumps = (): readonly string[] => {
    try {
      return readdirSync(dumpsDir());
    } catch {
      return [];
    }
  };
  const hangUp = async (client: CallSocketClient) => {
    client.send({ command: 'hangup' });
    await client.closed();
  };
  const fileOf = ({ callId }: CallSocketClient) => `${callId}.events.jsonl`;
  const textOf = (client: CallSocketClient): string =>
    dumps().includes(fileOf(client)) ? readFileSync(join(dumpsDir(), fileOf(client)), 'utf8') : '';
  const isWritten = (client: CallSocketClient): boolean => /"event":"hangup".*\n$/.test(textOf(client));
  const linesOf = (client: CallSocketClient) =>
    textOf(client)
      .trimEnd()
      .split('\n')
      .map((line): { time: string; kind: string; content: Record<string, unknown> } => JSON.parse(line));

  it.each(['1', 'true'])('finds what both sides said, in order, when the call is over (%s)', async (value) => {
    const client = await bench.drive(`dump=${value}`);
    client.send({ command: 'tts', text: 'Hello.', playId: 'p' });
    await client.event('trackStart');
    await hangUp(client);
    await bench.until(() => isWritten(client));
    const lines = linesOf(client);
    expect(lines.filter(({ kind }) => kind === 'command').map(({ content }) => content.command)).toEqual([
      'invite',
      'tts',
      'hangup',
    ]);
    // On the wire and in the file are the same events.
    expect(lines.filter(({ kind }) => kind === 'event').map(({ content }) => content)).toEqual(client.events);
    expect(lines.every(({ time }) => !Number.isNaN(Date.parse(time)))).toBe(true);
    expect(statSync(join(dumpsDir(), fileOf(client))).mode & 0o777).toBe(0o600);
  });

  it('finds no password of an account elsewhere in it', async () => {
    const token = bench.exchange.key('calls:control');
    const client = await bench.connect(`dump=1&token=${token}`);
    const sip = { username: 'anna', password: 'geheim-7', realm: 'pbx.example' };
    client.send({ command: 'invite', option: { offer: FAKE_OFFER, sip } });
    await client.event('answer');
    await hangUp(client);
    await bench.until(() => isWritten(client));
    const text = textOf(client);
    expect(text).toContain('invite');
    expect(text).not.toContain('geheim-7');
    expect(text).not.toContain(token);
  });

  it('finds nothing without asking, and may not ask without the right to drive calls', async () => {
    await hangUp(await bench.drive());
    await hangUp(await bench.drive('dump=0'));
    bench.exchange.line('line', null, {});
    const client = await bench.connect(`dump=1&token=${bench.exchange.key('calls:start')}`);
    client.send({ command: 'invite', callee: 'line', sdp: FAKE_OFFER });
    await client.closed();
    await bench.exchange.pass(1_000);
    expect(dumps()).toEqual([]);
  });

  it('is rid of those of more than a week ago', async () => {
    await hangUp(await bench.drive('dump=1'));
    await bench.until(() => dumps().length === 1);
    const old = join(dumpsDir(), 'old.events.jsonl');
    writeFileSync(old, '');
    const longAgoS = bench.exchange.clock.nowMs() / 1000 - 8 * 24 * 3600;
    utimesSync(old, longAgoS, longAgoS);
    await hangUp(await bench.drive('dump=1'));
    await bench.until(() => dumps().length === 2 && !dumps().includes('old.events.jsonl'));
  });
});

describe('addresses in the answer', () => {
  const candidate = (address: string) => `a=candidate:1 1 udp 2113937151 ${address} 40000 typ host`;
  const answer = (...addresses: readonly string[]) =>
    ['v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', ...addresses.map(candidate), 'a=end-of-candidates', ''].join('\r\n');
  const answered = async (option: object): Promise<string> => {
    const client = await bench.connect(`token=${bench.exchange.key('calls:control')}`);
    client.send({ command: 'invite', option: { offer: FAKE_OFFER, ...option } });
    return String((await client.event('answer')).sdp);
  };

  it('are those of IPv4 alone, until IPv6 is asked for', async () => {
    bench.exchange.sound.world.answer = answer('192.0.2.1', '2001:db8::1');
    expect(await answered({})).toBe(answer('192.0.2.1'));
    expect(await answered({ enableIpv6: false })).toBe(answer('192.0.2.1'));
    expect(await answered({ enableIpv6: true })).toBe(answer('192.0.2.1', '2001:db8::1'));
  });

  it('are those of IPv6 where there are no others', async () => {
    bench.exchange.sound.world.answer = answer('2001:db8::1');
    expect(await answered({})).toBe(answer('2001:db8::1'));
  });
});
