/**
 * Scenarios for sipp, written step by step. A dialog is sipp's own (`''`), or another of the same run by its name, which
 * begins its Call-ID.
 */

/** Something to be true of a message: a regular expression (POSIX, extended) that must be in it, or must not (`not`). */
export type Check = string | { readonly not: string };

/** A message of ours. Keywords of sipp, `[...]`, may be used in all of it. */
export type Message = {
  readonly headers?: readonly string[];
  /** With its type: `['application/sdp', '...']`. */
  readonly body?: readonly [type: string, text: string];
  readonly dialog?: string;
};

/** The XML of a scenario. */
export const scenarioOf = (name: string, ...steps: readonly string[]): string => {
  const body = steps.join('\n').replace(/@check@/g, numbered());
  const variables = [
    ...new Set([...body.matchAll(/assign_to="([^"]+)"/g)].flatMap(([, names = '']) => names.split(','))),
  ];
  const reference = variables.length === 0 ? '' : `<Reference variables="${variables.join(',')}"/>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="${name}">\n${body}\n${reference}</scenario>\n`;
};

const numbered = () => {
  let at = 0;
  return () => {
    at += 1;
    return `check${at}`;
  };
};

/** Sound in PCMU and keys, to and from sipp's own media port. */
export const sound = (
  change: { readonly direction?: string; readonly formats?: string; readonly at?: string } = {},
) => {
  const { direction = 'sendrecv', formats = '0 101', at = '[media_ip]' } = change;
  const maps = ['0 PCMU/8000', '8 PCMA/8000', '9 G722/8000', '101 telephone-event/8000'].filter((map) =>
    formats.split(' ').includes(map.split(' ')[0] ?? ''),
  );
  const lines = [
    ...['v=0', 'o=sipp 1 [cseq] IN IP4 [local_ip]', 's=-', `c=IN IP4 ${at}`, 't=0 0'],
    `m=audio [media_port] RTP/AVP ${formats}`,
    ...maps.map((map) => `a=rtpmap:${map}`),
    `a=${direction}`,
  ];
  return ['application/sdp', lines.join('\n')] as const;
};

const messageOf = (first: string, lines: readonly string[], { headers = [], body }: Message): string =>
  [
    first,
    ...lines,
    ...headers,
    ...(body ? [`Content-Type: ${body[0]}`] : []),
    'Content-Length: [len]',
    '',
    ...(body ? [body[1]] : []),
    '',
  ].join('\n');

const sent = (text: string, isRepeated: boolean): string =>
  `<send${isRepeated ? ' retrans="500"' : ''}>\n<![CDATA[\n${text}\n]]>\n</send>`;

const callId = (dialog: string): string => (dialog === '' ? '[call_id]' : `${dialog}///[call_id]`);
const caller = (dialog: string): string =>
  `<sip:[caller]@[local_ip]:[local_port]>;tag=[pid]caller${dialog}[call_number]`;
const ours = '<sip:sipp@[local_ip]:[local_port];transport=[transport]>';
const called = 'sip:[service]@[remote_ip]:[remote_port]';

/** `[caller]` calls `[service]`, or `to`. */
export const invite = (message: Message & { readonly cseq?: number; readonly to?: string } = {}): string => {
  const { dialog = '', cseq = 1, body = sound(), to = '[service]' } = message;
  const called = `sip:${to}@[remote_ip]:[remote_port]`;
  const lines = [
    `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]`,
    `From: ${caller(dialog)}`,
    `To: <${called}>`,
    `Call-ID: ${callId(dialog)}`,
    `CSeq: ${cseq} INVITE`,
    `Contact: ${ours}`,
    'Max-Forwards: 70',
  ];
  const { headers = [] } = message;
  return sent(messageOf(`INVITE ${called} SIP/2.0`, lines, { headers, ...(body[1] !== '' && { body }) }), true);
};

/** No body: a late offer. */
export const noBody = ['', ''] as const;

/** Of the same transaction: CANCEL, and the ACK of a refusal. */
export const sameTransaction = (method: 'ACK' | 'CANCEL', cseq = 1, dialog = ''): string => {
  const to = method === 'ACK' ? `To: <${called}>[peer_tag_param]` : `To: <${called}>`;
  const lines = ['[last_Via:]', `From: ${caller(dialog)}`, to, `Call-ID: ${callId(dialog)}`];
  const text = messageOf(`${method} ${called} SIP/2.0`, [...lines, `CSeq: ${cseq} ${method}`, 'Max-Forwards: 70'], {});
  return sent(text, method === 'CANCEL');
};

/** A request of whoever called within their dialog; after {@link answered} of it. */
export const ask = (method: string, cseq: number, message: Message = {}): string => {
  const { dialog = '' } = message;
  const lines = [
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    `From: ${caller(dialog)}`,
    `To:[$to${dialog}]`,
    `Call-ID: ${callId(dialog)}`,
    `CSeq: ${cseq} ${method}`,
    `Contact: ${ours}`,
    'Max-Forwards: 70',
  ];
  return sent(messageOf(`${method} ${called} SIP/2.0`, lines, message), method !== 'ACK');
};

/** A request of whoever was called within the dialog of the first INVITE they {@link take}. */
export const askBack = (method: string, cseq: number, message: Message = {}): string => {
  const lines = [
    'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]',
    'From:[$local];tag=[pid]called[call_number]',
    'To:[$remote]',
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ${method}`,
    `Contact: ${ours}`,
    'Max-Forwards: 70',
  ];
  return sent(messageOf(`${method} [$target] SIP/2.0`, lines, message), method !== 'ACK');
};

const checkLine = (check: Check): string => {
  const [flag, text] = typeof check === 'string' ? ['check_it="true"', check] : ['check_it_inverse="true"', check.not];
  return `<ereg regexp="${escaped(text)}" search_in="msg" ${flag} assign_to="@check@"/>`;
};

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const received = (attributes: string, actions: readonly string[]): string =>
  actions.length === 0 ? `<recv ${attributes}/>` : `<recv ${attributes}><action>${actions.join('')}</action></recv>`;

/** A response must come. */
export const hear = (status: number, ...checks: readonly Check[]): string =>
  received(`response="${status}"`, checks.map(checkLine));

/** A response may come. */
export const mayHear = (...statuses: readonly number[]): string =>
  statuses.map((status) => `<recv response="${status}" optional="true"/>`).join('\n');

/** The answer to an INVITE, and its ACK. */
export const answered = (cseq = 1, message: Message = {}, ...checks: readonly Check[]): string => {
  const { dialog = '' } = message;
  const actions = [
    `<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to${dialog}"/>`,
    ...checks.map(checkLine),
  ];
  return [received('response="200" rtd="true"', actions), ask('ACK', cseq, message)].join('\n');
};

/** A call that is up as soon as it can be. */
export const call = (message: Message = {}): string =>
  [invite(message), mayHear(100, 180, 183), answered(1, message.dialog ? { dialog: message.dialog } : {})].join('\n');

/** Hangs up, and is heard. */
export const hangUp = (cseq: number, message: Message = {}): string =>
  [ask('BYE', cseq, message), hear(200)].join('\n');

/** A request must come. The first INVITE is the one that {@link askBack} is about. */
export const take = (method: string, ...checks: readonly Check[]): string =>
  received(`request="${method}"${method === 'BYE' ? ' timeout="70000"' : ''}`, [
    ...(method === 'INVITE' ? remembered : []),
    ...checks.map(checkLine),
  ]);

const kept = (header: string, variable: string, text = '.*'): string =>
  `<ereg regexp="${text}" search_in="hdr" header="${header}:" assign_to="${variable}"/>`;

const remembered = [
  kept('From', 'remote'),
  kept('To', 'local'),
  kept('Contact', 'target', 'sips*:[^&gt;]*'),
  kept('Via', 'way'),
  kept('Call-ID', 'id'),
  kept('CSeq', 'count'),
];

/** Answers the INVITE that was taken, although another request has come since. */
export const answerInvite = (status: number, reason: string, message: Message = {}): string => {
  const lines = ['Via:[$way]', 'From:[$remote]', 'To:[$local];tag=[pid]called[call_number]'];
  const text = messageOf(
    `SIP/2.0 ${status} ${reason}`,
    [...lines, 'Call-ID:[$id]', 'CSeq:[$count]', `Contact: ${ours}`],
    message,
  );
  return [sent(text, status < 300), take('ACK')].join('\n');
};

/** Answers the request that came last. `isFirst`: the INVITE, which has no tag of ours yet. */
export const answer = (
  status: number,
  reason: string,
  message: Message & { readonly isFirst?: boolean } = {},
): string => {
  const tag = message.isFirst ? ';tag=[pid]called[call_number]' : '';
  const lines = [
    '[last_Via:]',
    '[last_From:]',
    `[last_To:]${tag}`,
    '[last_Call-ID:]',
    '[last_CSeq:]',
    '[last_Record-Route:]',
  ];
  const text = messageOf(`SIP/2.0 ${status} ${reason}`, [...lines, `Contact: ${ours}`], message);
  return sent(text, status >= 200 && message.isFirst === true && status < 300);
};

/** Answers an INVITE with sound, and is thanked for it. */
export const accept = (message: Message = {}): string =>
  [answer(200, 'OK', { isFirst: true, body: sound(), ...message }), take('ACK')].join('\n');

/** Refuses an INVITE. */
export const refuse = (status: number, reason: string, message: Message = {}): string =>
  [answer(status, reason, { isFirst: true, ...message }), take('ACK')].join('\n');

/** Is hung up on. */
export const isHungUpOn = (...checks: readonly Check[]): string =>
  [take('BYE', ...checks), answer(200, 'OK')].join('\n');

export const pause = (ms: number): string => `<pause milliseconds="${ms}"/>`;

/** Sends a recording of packets; needs the right to open raw sockets. */
export const playPackets = (file: string): string => `<nop><action><exec play_pcap_audio="${file}"/></action></nop>`;
