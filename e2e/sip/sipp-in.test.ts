import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Rest } from '../support/rest.js';
import { CALLER, Carrier } from '../support/sip/carrier.js';
import * as lines from '../support/sip/lines.js';
import * as sipp from '../support/sip/scenario.js';
import { isDrachtioServer } from '../support/sip/which-server.js';
import { readStory } from '../support/story.js';

/** Calls that come in, played by sipp against the whole stack: who is let in, and how a call is answered or refused. */

const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const { telephony } = carrier;
const PASSWORD = 'open-sesame-77';

beforeAll(async () => {
  await carrier.open();
  await rest.line('sipp-stays', lines.stays());
  await rest.line('sipp-rings', lines.rings(400));
  await rest.line('sipp-waits', lines.rings(60_000));
  await rest.line('sipp-early', lines.speaksEarly('One moment.'));
  await rest.line('sipp-bye', lines.speaks('Goodbye.', 'all said'));
});
afterAll(() => carrier.close());

const basic = sipp.scenarioOf('basic', sipp.call(), sipp.pause(200), sipp.hangUp(2));

describe('who is let in', () => {
  it('takes a call of a trunk that is known by its address', async () => {
    const { messages } = await carrier.calls('sipp-stays', basic);
    expect(messages).toContain('m=audio');
    const call = await carrier.callTo('sipp-stays');
    expect(call).toMatchObject({ from: CALLER, protocol: 'sip', outcome: 'abandoned', hasSignalling: true });
  });

  it('asks a trunk that is not for its password, by a digest', async () => {
    const inboundAuth = { username: 'acme', password: PASSWORD };
    await telephony.createTrunk({
      name: 'by digest',
      gateways: [{ host: '127.0.0.3', port: 9, transport: 'udp', priority: 1 }],
      checksHealth: false,
      routePrefixes: ['+998'],
      inboundAuth,
    });
    const challenged = (...last: readonly string[]) =>
      sipp.scenarioOf(
        'digest',
        sipp.invite(),
        sipp.mayHear(100),
        '<recv response="401" auth="true"/>',
        sipp.sameTransaction('ACK'),
        sipp.invite({ cseq: 2, headers: ['[authentication]'] }),
        sipp.mayHear(100, 180, 183),
        ...last,
      );
    const good = challenged(sipp.answered(2), sipp.hangUp(3));
    const host = '127.0.0.3';
    // What sipp takes for the address in its proof is not what it asks for.
    const more = ['-auth_uri', `sipp-stays@${facts.sip}`];
    await carrier.calls('sipp-stays', good, {
      host,
      keys: { caller: 'acme' },
      username: 'acme',
      password: PASSWORD,
      more,
    });
    const wrong = challenged(sipp.hear(403), sipp.sameTransaction('ACK', 2));
    await carrier.calls('sipp-stays', wrong, {
      host,
      keys: { caller: 'acme' },
      username: 'acme',
      password: 'guessed',
      more,
    });
  });

  it('tells a stranger nothing, whether what they call exists or not', async () => {
    const refused = sipp.scenarioOf(
      'stranger',
      sipp.invite(),
      sipp.mayHear(100),
      sipp.hear(401),
      sipp.sameTransaction('ACK'),
    );
    const before = (await rest.calls()).length;
    const answers: string[] = [];
    for (const service of ['sipp-stays', 'nobody-at-all', '00442079460000']) {
      const { messages } = await carrier.calls(service, refused, { host: '127.0.0.66' });
      answers.push(messages.match(/SIP\/2.0 401[\s\S]*?\r?\n\r?\n/)?.[0] ?? '');
    }
    const bare = answers.map((text) =>
      text.replace(/(branch|tag|nonce|Call-ID|rport)[=:][^\r\n,;]*/g, '').replace(/^(To|Via|From).*$/gm, ''),
    );
    expect(new Set(bare).size).toBe(1);
    expect(answers[0]).not.toMatch(/sipp-stays.*sipp-stays|trunk|workspace/);
    expect((await rest.calls()).length).toBe(before);
  });

  it('answers 404 to a trunk that calls what there is not', async () => {
    const refused = (status: number) =>
      sipp.scenarioOf('refused', sipp.invite(), sipp.mayHear(100), sipp.hear(status), sipp.sameTransaction('ACK'));
    await carrier.calls('nobody-at-all', refused(404));
  });

  it('answers what cannot be read in the manner of SIP, or not at all, and goes on', async () => {
    const answers = await thrown([
      'INVITE sip:sipp-stays@x SIP/2.0\r\n\r\n',
      'garbage\r\n\r\n',
      'OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx1;rport\r\nContent-Length: 99999999999\r\n\r\n',
      'INVITE sip:sipp-stays@x SIP/7.0\r\nVia: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx2;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: v7\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n',
      'INVITE sip:sipp-stays@x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx3;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: m1\r\nCSeq: one INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n',
      'OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKx4;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: last\r\nCSeq: 7 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n',
    ]);
    // A drachtio-server is silent at another version, and at a CSeq that is none.
    if (!isDrachtioServer) {
      expect(answers.find((text) => text.includes('v7'))).toMatch(/^SIP\/2.0 505/);
      expect(answers.find((text) => text.includes('m1'))).toMatch(/^SIP\/2.0 400/);
    }
    expect(answers.find((text) => text.includes('Call-ID: last'))).toMatch(/^SIP\/2.0 200/);
    await carrier.calls('sipp-stays', basic);
  });
});

describe('how a call is answered', () => {
  it('lets it ring until the flow answers', async () => {
    const { messages } = await carrier.calls(
      'sipp-rings',
      sipp.scenarioOf('rings', sipp.invite(), sipp.mayHear(100), sipp.hear(180), sipp.answered(), sipp.hangUp(2)),
    );
    expect(messages).not.toContain('183 Session');
  });

  it('is heard before the answer', async () => {
    const early = [sipp.mayHear(100, 180), sipp.hear(183, 'm=audio [1-9]'), sipp.mayHear(183)];
    await carrier.calls(
      'sipp-early',
      sipp.scenarioOf('early', sipp.invite(), ...early, sipp.answered(), sipp.pause(100), sipp.hangUp(2)),
    );
    const { transcript } = await readStory(rest, (await carrier.callTo('sipp-early')).id).then(({ call }) => call);
    expect(transcript[0]?.text).toBe('One moment.');
  });

  it('has it acknowledged that it rings where the caller insists on it (PRACK)', async () => {
    const rack = '<ereg regexp="[0-9]+" search_in="hdr" header="RSeq:" check_it="true" assign_to="rseq"/>';
    const to = '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>';
    const scenario = sipp.scenarioOf(
      'prack',
      sipp.invite({ headers: ['Require: 100rel', 'Supported: 100rel'] }),
      sipp.mayHear(100),
      `<recv response="180"><action>${rack}${to}</action></recv>`,
      sipp.ask('PRACK', 2, { headers: ['RAck: [$rseq] 1 INVITE'] }),
      sipp.hear(200, 'CSeq: 2 PRACK'),
      sipp.answered(),
      sipp.hangUp(3),
    );
    await carrier.calls('sipp-rings', scenario);
  });

  it.each([
    [486, 'busy'],
    [603, 'no thanks'],
  ])('refuses it with %i when the flow does so before an answer', async (code, reason) => {
    const name = `sipp-refuses-${code}`;
    await rest.line(name, lines.refuses(code, reason));
    const refused = [sipp.mayHear(100, 180), sipp.hear(code), sipp.sameTransaction('ACK')];
    await carrier.calls(name, sipp.scenarioOf('refused', sipp.invite(), ...refused));
    expect((await carrier.callTo(name)).endReason).toBe(reason);
  });

  it('refuses it without ringing when the flow does nothing else', async () => {
    await rest.line('sipp-no', lines.turnsAway(486));
    const refused = [sipp.mayHear(100), sipp.hear(486), sipp.sameTransaction('ACK')];
    await carrier.calls('sipp-no', sipp.scenarioOf('turned away', sipp.invite(), ...refused));
    expect((await carrier.callTo('sipp-no')).answeredAt).toBeNull();
  });

  it('stops when the caller gives up', async () => {
    await carrier.calls(
      'sipp-waits',
      sipp.scenarioOf(
        ...(['cancel', sipp.invite(), sipp.mayHear(100), sipp.hear(180), sipp.pause(200)] as const),
        ...[sipp.sameTransaction('CANCEL'), sipp.hear(200), sipp.hear(487), sipp.sameTransaction('ACK')],
      ),
    );
    expect(await carrier.callTo('sipp-waits')).toMatchObject({ outcome: 'abandoned', answeredAt: null });
  });

  it('offers sound itself to a caller who leaves that to us', async () => {
    const answering = { body: sipp.sound({ formats: '0' }) };
    const scenario = sipp.scenarioOf(
      'late offer',
      sipp.invite({ body: sipp.noBody }),
      sipp.mayHear(100, 180, 183),
      sipp.answered(1, answering, 'm=audio [1-9][0-9]* RTP/AVP'),
      sipp.pause(300),
      sipp.hangUp(2),
    );
    await carrier.calls('sipp-stays', scenario);
    expect((await carrier.callTo('sipp-stays', ({ sound }) => sound !== null)).sound).toMatchObject({ codec: 'PCMU' });
  });

  it('hangs up when its flow is done, and says why', async () => {
    const scenario = sipp.scenarioOf('bye from us', sipp.call(), sipp.isHungUpOn('Reason: [^;]*;cause=[0-9]+'));
    await carrier.calls('sipp-bye', scenario);
    expect(await carrier.callTo('sipp-bye')).toMatchObject({ endReason: 'all said', outcome: 'completed' });
  });

  it('keeps why the other side hung up', async () => {
    const bye = { headers: ['Reason: Q.850;cause=31;text="Normal, unspecified"'] };
    await carrier.calls('sipp-stays', sipp.scenarioOf('reason', sipp.call(), sipp.pause(100), sipp.hangUp(2, bye)));
    expect((await carrier.callTo('sipp-stays', ({ cause }) => cause !== null)).cause).toMatchObject({ q850: 31 });
  });

  it('works by TCP as well', async () => {
    await carrier.calls('sipp-stays', basic, { transport: 'tcp' });
  });

  it('holds twenty calls while one message in ten is lost', async () => {
    await carrier.calls('sipp-stays', basic, { calls: 20, callsPerSecond: 10, lostPercent: 10 });
  });

  it.runIf(process.env.CALLWRIGHT_TEST_FULL === '1')('hangs up on a caller whose ACK never comes', async () => {
    const scenario = sipp.scenarioOf(
      'lost ACK',
      sipp.invite(),
      sipp.mayHear(100),
      sipp.hear(200),
      sipp.pause(31_000),
      sipp.mayHear(200),
      sipp.isHungUpOn(),
    );
    await carrier.calls('sipp-stays', scenario);
  });
});

describe('what a call brings along', () => {
  beforeAll(() =>
    rest.line(
      'sipp-reads',
      lines.marks({
        order: '{{ call.headers["x-order"] }}',
        who: '{{ call.from }}',
        identity: '{{ call.headers["p-asserted-identity"] }}',
      }),
    ),
  );
  const brings = (...headers: readonly string[]) =>
    carrier.calls(
      'sipp-reads',
      sipp.scenarioOf(
        'headers',
        sipp.invite({ headers }),
        sipp.mayHear(100, 180, 183),
        sipp.answered(),
        sipp.isHungUpOn(),
      ),
    );
  const tags = async () => (await carrier.callTo('sipp-reads')).tags;

  it('lets the flow read headers, and takes the number that is asserted', async () => {
    await brings('X-Order: 4711', 'P-Asserted-Identity: <sip:+12025550123@carrier.example>');
    expect(await tags()).toMatchObject({ order: '4711', who: '+12025550123' });
  });

  it('keeps who does not want to be known unknown', async () => {
    await brings('Privacy: id', 'P-Asserted-Identity: <sip:+12025550123@carrier.example>');
    const marked = await tags();
    expect(marked).toMatchObject({ who: 'anonymous' });
    expect(JSON.stringify(marked)).not.toContain('5550123');
  });
});

describe('numbers', () => {
  it('lead to lines by pattern, the longest first', async () => {
    const [stays, bye] = await Promise.all(['sipp-stays', 'sipp-bye'].map(endpointId));
    await telephony.createNumber({ pattern: '+1202557*', endpointId: stays });
    await telephony.createNumber({ pattern: '+12025570001', endpointId: bye });
    await carrier.calls('+12025570001', sipp.scenarioOf('exact', sipp.call(), sipp.isHungUpOn()));
    await carrier.calls('12025570002', basic);
  });

  it('lead elsewhere when their flow cannot run', async () => {
    const flow = await rest.createFlow('never published', lines.speaks('Never heard.'));
    const { id } = await rest.createEndpoint('sipp-unpublished', flow.id);
    await telephony.createNumber({ pattern: '+12025580001', endpointId: id, fallback: { kind: 'reject', code: 600 } });
    await telephony.createNumber({
      pattern: '+12025580002',
      endpointId: id,
      fallback: { kind: 'dial', target: 'sipp-bye' },
    });
    await carrier.calls(
      '+12025580001',
      sipp.scenarioOf('rejected', sipp.invite(), sipp.mayHear(100), sipp.hear(600), sipp.sameTransaction('ACK')),
    );
    await carrier.calls('+12025580002', sipp.scenarioOf('elsewhere', sipp.call(), sipp.isHungUpOn()));
  });
});

const endpointId = async (name: string) => (await rest.endpoints()).find((one) => one.name === name)?.id ?? null;

/** Sends datagrams from the carrier's address and gives what came back, until the last has been answered. */
const thrown = (texts: readonly string[]): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const [host = '', port = ''] = facts.sip.split(':');
    const socket = createSocket('udp4');
    const heard: string[] = [];
    const deadline = setTimeout(() => socket.close(() => reject(new Error(`No answer: ${heard.join('\n')}`))), 8000);
    socket.on('message', (bytes) => {
      heard.push(bytes.toString());
      if (!bytes.toString().includes('Call-ID: last')) return;
      clearTimeout(deadline);
      socket.close(() => resolve(heard));
    });
    socket.bind(0, '127.0.0.2', () => {
      for (const text of texts) socket.send(text, Number(port), host);
    });
  });
