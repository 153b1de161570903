import { FakeClock } from '@callwright/flow-engine/testing';
import { type TrunkEntry, type TrunkFinding, trunkEntry } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../platform/logging.js';
import { settle } from '../../../platform/settle.js';
import type { DnsPort } from '../../../sip-server/transport/resolve/dns-port.js';
import type { OutgoingRequest } from '../stack/sip-stack.js';
import { AnsweredCalls } from './answered-calls.js';
import type { ConnectProblem } from './connect-probe.js';
import { type FakeAnswer, FakeStack } from './fake-stack.js';
import { TrunkDoctor } from './trunk-doctor.js';

const FAR = '203.0.113.9';
const PUBLIC = '198.51.100.7';

let clock: FakeClock;
let stack: FakeStack;
let trunk: TrunkEntry;
let dns: DnsPort;
let probed: ConnectProblem | null;
let sound: string;
let publicAddress: string | null;
let sipHost: string | null;
let answers: AnsweredCalls;

const trunkOf = (change: object = {}): TrunkEntry =>
  trunkEntry.parse({
    ...{ id: 't-1', workspaceId: 'w-1', name: 'carrier', auth: null, inboundAuth: null },
    gateways: [{ host: 'sip.carrier.example', port: 5060 }],
    ...change,
  });

const doctorOf = (): TrunkDoctor =>
  new TrunkDoctor({
    ...{ stack, answers, dns, clock, log: silentLog },
    trunks: () => [trunk],
    chance: () => 0,
    probe: async () => probed,
    own: { publicAddress, soundAddress: () => sound, sipPort: 5060, sipHost },
    newId: () => 'id',
  });

/** All findings; time passes when nothing else does. */
const examine = async (doctor = doctorOf()): Promise<readonly TrunkFinding[]> => {
  let findings: readonly TrunkFinding[] | null = null;
  const examination = doctor.examine(trunk.id).then((found) => {
    findings = found;
  });
  for (let second = 0; second < 40 && findings === null; second += 1) {
    await settle();
    if (findings === null) clock.advance(1000);
  }
  await examination;
  return findings ?? [];
};

const finding = async (check: TrunkFinding['check']): Promise<TrunkFinding | undefined> =>
  (await examine()).find((one) => one.check === check);

const via = (parameters: string) => ({ Via: `SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;${parameters}` });
const says =
  (answersByMethod: Readonly<Record<string, FakeAnswer | null>>) =>
  ({ method }: OutgoingRequest): FakeAnswer | null =>
    answersByMethod[method] ?? null;
const CHALLENGE = { 'WWW-Authenticate': 'Digest realm="carrier", nonce="n", algorithm=MD5, qop="auth"' };
/** Asks for a password first. */
const challenging =
  (then: FakeAnswer) =>
  ({ method, headers = {} }: OutgoingRequest): FakeAnswer =>
    method === 'REGISTER' && !headers.Authorization
      ? { status: 401, headers: CHALLENGE }
      : method === 'REGISTER'
        ? then
        : { status: 200 };

beforeEach(() => {
  clock = new FakeClock(1_700_000_000_000);
  stack = new FakeStack();
  stack.answer = says({ OPTIONS: { status: 200 } });
  answers = new AnsweredCalls(clock);
  trunk = trunkOf();
  probed = null;
  sound = PUBLIC;
  publicAddress = PUBLIC;
  sipHost = '0.0.0.0';
  dns = { naptr: async () => [], srv: async () => [], addresses: async () => [{ address: FAR, family: 4 }] };
});

describe('the doctor of a trunk', () => {
  it('looks at everything, in order', async () => {
    expect((await examine()).map(({ check, status }) => `${check} ${status}`)).toEqual([
      'address ok',
      'reachability ok',
      'registration skipped',
      'options ok',
      'sdpAddress ok',
      'acknowledgement skipped',
    ]);
  });

  it('tells of a trunk that is not there', async () => {
    const [only] = await doctorOf().examine(trunkOf({ id: 't-2' }).id);
    expect(only).toMatchObject({ check: 'address', status: 'skipped' });
  });

  it('looks once for all who ask at a time', async () => {
    const doctor = doctorOf();
    const [one, other] = await Promise.all([examine(doctor), doctor.examine(trunk.id)]);
    expect(one).toBe(other);
    expect(stack.sent).toHaveLength(1);
    await examine(doctor);
    expect(stack.sent).toHaveLength(2);
  });

  it('is done within half a minute when nobody answers anything', async () => {
    trunk = trunkOf({
      gateways: [{ host: 'sip.carrier.example' }],
      registers: true,
      auth: { username: 'u', password: 'p' },
    });
    stack.answer = () => null;
    const sinceMs = clock.monotonicMs();
    const findings = await examine();
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'failed', 'failed', 'skipped', 'ok', 'skipped']);
    expect(clock.monotonicMs() - sinceMs).toBeLessThanOrEqual(30_000);
    // A question that is still out keeps its own time (33 s); nothing else is left.
    clock.advance(40_000);
    await settle();
    expect(clock.timerCount).toBe(0);
  });

  it('goes on when a check fails itself', async () => {
    stack.answer = () => {
      throw new Error('broken');
    };
    dns = { ...dns, addresses: () => new Promise(() => undefined) };
    const findings = await examine();
    expect(findings.map(({ check }) => check)).toContain('acknowledgement');
    expect(findings[0]).toMatchObject({ check: 'address', status: 'failed' });
    expect(findings[0]?.text).toContain('does not answer');
  });

  it('says what is missing when there is no SIP server', async () => {
    stack.isUp = false;
    const reachability = await finding('reachability');
    expect(reachability).toMatchObject({ status: 'failed' });
    expect(reachability?.advice).toContain('DRACHTIO_URL');
    expect(stack.sent).toEqual([]);
  });

  it('tells no password, name or number of anybody', async () => {
    trunk = trunkOf({ registers: true, auth: { username: 'secret-user', password: 'secret-word' } });
    stack.answer = challenging({ status: 403 });
    expect(JSON.stringify(await examine())).not.toMatch(/secret/);
  });
});

describe('the address of a gateway', () => {
  it('is told with the records that led to it', async () => {
    trunk = trunkOf({ gateways: [{ host: 'carrier.example' }] });
    dns = { ...dns, srv: async (name) => (name.includes('_udp') ? [SRV] : []) };
    const address = await finding('address');
    expect(address?.text).toBe('carrier.example leads to 203.0.113.9:5070 (UDP), by SRV and A or AAAA records.');
  });

  it('needs no looking up when it is one', async () => {
    trunk = trunkOf({ gateways: [{ host: '2001:db8::1', port: 5061, transport: 'tls' }] });
    expect((await finding('address'))?.text).toContain('[2001:db8::1]:5061 (TLS)');
  });

  it('that leads nowhere is told apart from a name server that is silent', async () => {
    dns = { ...dns, addresses: async () => [] };
    expect((await finding('address'))?.text).toContain('leads nowhere');
    dns = { ...dns, addresses: () => Promise.reject(new Error('no')) };
    expect((await finding('address'))?.text).toContain('name server does not answer');
    expect((await finding('reachability'))?.status).toBe('skipped');
  });

  it('is that of the proxy when there is one', async () => {
    trunk = trunkOf({ outboundProxy: '192.0.2.50:5080', gateways: [{ host: 'a' }, { host: 'b' }] });
    const findings = await examine();
    expect(findings.filter(({ check }) => check === 'address').map(({ text }) => text)).toEqual([
      '192.0.2.50:5080 is 192.0.2.50:5080 (UDP); no name had to be looked up.',
    ]);
    expect(stack.sent[0]).toMatchObject({ uri: 'sip:a', proxy: 'sip:192.0.2.50:5080' });
  });
});

describe('reachability', () => {
  it('of who is silent by UDP asks for firewalls and lists of addresses', async () => {
    stack.answer = says({ OPTIONS: { status: 408, isOwn: true } });
    const reachability = await finding('reachability');
    expect(reachability?.text).toBe('Nothing came back from sip.carrier.example at 203.0.113.9:5060 (UDP).');
    expect(reachability?.advice).toContain('tell it ours');
  });

  it('of anybody is nothing while SIP is bound to loopback', async () => {
    sipHost = '127.0.0.1';
    stack.answer = says({ OPTIONS: { status: 503, isOwn: true } });
    expect((await finding('reachability'))?.advice).toContain('CALLWRIGHT_SIP_HOST');
  });

  it.each([
    ['refused', 'refuses TLS on that port', 'nothing listens'],
    ['silent', 'wait for ever', 'firewall'],
    ['unknownAuthority', 'does not know', 'NODE_EXTRA_CA_CERTS'],
    ['wrongName', 'not for sip.carrier.example', 'name the certificate is for'],
    ['expired', 'has expired', 'renewed'],
    ['noTls', 'does not speak TLS', '5061'],
  ] as const)('by TLS tells what is wrong: %s', async (problem, text, advice) => {
    trunk = trunkOf({ gateways: [{ host: 'sip.carrier.example', port: 5061, transport: 'tls' }] });
    stack.answer = says({ OPTIONS: { status: 503, isOwn: true } });
    probed = problem;
    const reachability = await finding('reachability');
    expect(reachability?.status).toBe('failed');
    expect(reachability?.text).toContain(text);
    expect(reachability?.advice).toContain(advice);
  });

  it('is given by who answers registrations and nothing else', async () => {
    trunk = trunkOf({ registers: true, auth: { username: 'u', password: 'p' } });
    stack.answer = says({ REGISTER: { status: 200 } });
    const findings = await examine();
    expect(findings.find(({ check }) => check === 'reachability')?.status).toBe('ok');
    expect(findings.find(({ check }) => check === 'options')?.advice).toContain('Switch the check of its health off');
  });

  it('of ourselves is a mistake', async () => {
    trunk = trunkOf({ registers: true, auth: { username: 'u', password: 'p' } });
    stack.answer = () => ({ status: 482, isOwn: true });
    const findings = await examine();
    expect(findings.find(({ check }) => check === 'reachability')?.text).toContain('is this machine itself');
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'failed', 'skipped', 'skipped', 'ok', 'skipped']);
  });

  it('of who connects and says nothing is told', async () => {
    trunk = trunkOf({ gateways: [{ host: 'sip.carrier.example', port: 5060, transport: 'tcp' }] });
    stack.answer = says({ OPTIONS: { status: 408, isOwn: true } });
    expect((await finding('reachability'))?.text).toContain('takes the connection and says nothing');
  });
});

describe('the answer to OPTIONS', () => {
  it('tells what the far side can do', async () => {
    stack.answer = says({
      OPTIONS: { status: 200, reason: 'OK', headers: { Allow: ['INVITE', 'BYE'], Supported: ['100rel'] } },
    });
    expect((await finding('options'))?.text).toBe(
      'sip.carrier.example answered 200 OK in 0 ms. It takes INVITE, BYE. It knows 100rel.',
    );
  });

  it.each([403, 404, 481])('%d is a sign of life', async (status) => {
    stack.answer = says({ OPTIONS: { status } });
    expect((await finding('options'))?.status).toBe('ok');
    expect((await finding('reachability'))?.status).toBe('ok');
  });

  it('503 of the far side itself is one, too, and a warning', async () => {
    stack.answer = says({ OPTIONS: { status: 503, reason: 'Overloaded' } });
    expect(await finding('options')).toMatchObject({ status: 'warning' });
  });
});

describe('registration', () => {
  beforeEach(() => {
    trunk = trunkOf({ registers: true, auth: { username: 'u', password: 'p' } });
  });

  it('that is right is told with its time', async () => {
    stack.answer = challenging({ status: 200, reason: 'OK', headers: { Contact: '<sip:u@us>;expires=300' } });
    expect(await finding('registration')).toMatchObject({
      status: 'ok',
      text: 'The carrier asked for the password, took it and answered 200 OK in 0 ms, for 300 s.',
    });
  });

  it('registers with the contact of the trunk, so that what holds goes on to hold', async () => {
    stack.answer = challenging({ status: 200 });
    await examine();
    const [first] = stack.sent.filter(({ method }) => method === 'REGISTER');
    expect(first?.headers).toMatchObject({ Contact: '<sip:u@localhost>;expires=3600' });
  });

  it.each([
    [{ status: 401, headers: CHALLENGE }, 'failed', 'does not take our password', 'user name and password anew'],
    [{ status: 403 }, 'failed', '403', 'blocked'],
    [{ status: 404 }, 'failed', '404', 'does not know this user'],
    [{ status: 423, headers: { 'Min-Expires': '7200' } }, 'warning', 'less often', '7200 s at least'],
    [{ status: 500 }, 'failed', '500', 'out of order'],
    [{ status: 403, headers: { Warning: '399 carrier "No such plan"' } }, 'failed', '("No such plan")', 'blocked'],
  ] as const)('that is refused by %o is explained', async (answer, status, text, advice) => {
    stack.answer = challenging(answer);
    const registration = await finding('registration');
    expect(registration?.status).toBe(status);
    expect(registration?.text).toContain(text);
    expect(registration?.advice).toContain(advice);
  });

  it('is not tried again with a digest that nobody here can make', async () => {
    const strange = { 'WWW-Authenticate': 'Digest realm="c", nonce="n", algorithm=SHA3' };
    stack.answer = says({ OPTIONS: { status: 200 }, REGISTER: { status: 401, headers: strange } });
    expect((await finding('registration'))?.text).toContain('in a way that we cannot answer');
  });

  it('of somebody else with the same account is pointed out', async () => {
    stack.answer = challenging({ status: 200, headers: { Contact: ['<sip:u@us>', '<sip:u@other>'] } });
    expect(await finding('registration')).toMatchObject({ status: 'warning' });
  });

  it('without a user name is missing one', async () => {
    trunk = trunkOf({ registers: true });
    expect((await finding('registration'))?.text).toContain('no user name');
  });
});

describe('the address of our sound', () => {
  it.each(['10.0.0.5', '192.168.1.2', '100.64.3.3'])('%s is of no use to the internet', async (own) => {
    sound = own;
    publicAddress = null;
    stack.answer = says({ OPTIONS: { status: 200, headers: via(`received=${PUBLIC};rport=5060`) } });
    const address = await finding('sdpAddress');
    expect(address?.status).toBe('failed');
    expect(address?.advice).toContain(`Set CALLWRIGHT_PUBLIC_ADDRESS to ${PUBLIC}`);
  });

  it('of loopback is of no use to any other machine', async () => {
    sound = '127.0.0.1';
    trunk = trunkOf({ gateways: [{ host: '192.168.1.10' }] });
    expect((await finding('sdpAddress'))?.advice).toContain('CALLWRIGHT_HOST');
  });

  it('may be private towards an exchange in the same network', async () => {
    sound = '192.168.1.2';
    trunk = trunkOf({ gateways: [{ host: '192.168.1.10' }] });
    stack.answer = says({ OPTIONS: { status: 200, headers: via('received=192.168.1.2;rport=5060') } });
    expect((await finding('sdpAddress'))?.status).toBe('ok');
  });

  it('that differs from what the far side sees is pointed out', async () => {
    stack.answer = says({ OPTIONS: { status: 200, headers: via('received=198.51.100.99;rport=5060') } });
    const address = await finding('sdpAddress');
    expect(address).toMatchObject({ status: 'warning' });
    expect(address?.text).toContain('sees us at 198.51.100.99');
  });

  it('may be public although the exchange is near', async () => {
    trunk = trunkOf({ gateways: [{ host: '192.168.1.10' }] });
    stack.answer = says({ OPTIONS: { status: 200, headers: via('received=192.168.1.2') } });
    expect((await finding('sdpAddress'))?.advice).toContain('without CALLWRIGHT_PUBLIC_ADDRESS');
  });

  it('with another port of SIP than ours shows a router', async () => {
    stack.answer = says({ OPTIONS: { status: 200, headers: via(`received=${PUBLIC};rport=40123`) } });
    expect((await finding('sdpAddress'))?.text).toContain('port 40123 instead of 5060');
  });
});

describe('calls of late', () => {
  const answer = (id: string, remote = FAR) => answers.answered(id, { direction: 'in', remote });

  it('that were acknowledged are no cause for worry', async () => {
    answer('a');
    answers.acknowledged('a');
    clock.advance(10_000);
    answers.ended('a', true);
    expect(await finding('acknowledgement')).toMatchObject({ status: 'ok' });
  });

  it('without an ACK are counted, also before they are over', async () => {
    answer('a');
    clock.advance(32_000);
    answers.ended('a', false);
    answer('b');
    clock.advance(5000);
    const found = await finding('acknowledgement');
    expect(found?.status).toBe('failed');
    expect(found?.text).toContain('2 of the last 2 answered calls got no ACK');
  });

  it('ended by the far side after 32 s are suspicious once, and a failure twice', async () => {
    const cutOff = (id: string) => {
      answers.answered(id, { direction: 'out', remote: FAR });
      clock.advance(32_100);
      answers.ended(id, false);
    };
    cutOff('a');
    expect(await finding('acknowledgement')).toMatchObject({ status: 'warning' });
    cutOff('b');
    expect(await finding('acknowledgement')).toMatchObject({ status: 'failed' });
  });

  it('of other addresses, and of days ago, are left out', async () => {
    answer('a', '192.0.2.77');
    clock.advance(32_000);
    answers.ended('a', false);
    expect(await finding('acknowledgement')).toMatchObject({ status: 'skipped' });
    trunk = trunkOf({ inboundAddresses: ['192.0.2.0/24'] });
    expect(await finding('acknowledgement')).toMatchObject({ status: 'failed' });
    clock.advance(25 * 3_600_000);
    expect(await finding('acknowledgement')).toMatchObject({ status: 'skipped' });
  });
});

const SRV = { priority: 1, weight: 1, port: 5070, name: 'one.carrier.example' };
