import { describe, expect, it } from 'vitest';
import { parseAppMessage } from './app-message.js';
import { type AppCommand, parseAppFrame } from './commands.js';

const parse = (text: string): AppCommand => parseAppFrame(Buffer.from(text)).asks;

describe('a frame of an application', () => {
  it('has an id its answer names', () => {
    expect(parseAppFrame(Buffer.from('some-id|ping'))).toEqual({ id: 'some-id', asks: { command: 'ping' } });
  });

  it('says the secret, and tags', () => {
    const asks = { command: 'authenticate', secret: 's', tags: ['a', 'b'] };
    expect(parse('1|authenticate|s|a,b')).toEqual(asks);
    expect(parse('1|authenticate|s|')).toEqual({ ...asks, tags: [] });
  });

  it('asks for routes, and no longer, in whatever case', () => {
    expect(parse('1|route|INVITE')).toEqual({ command: 'route', verb: 'invite' });
    expect(parse('1|route|cdr:start')).toEqual({ command: 'route', verb: 'cdr:start' });
    expect(parse('1|remove_route|invite')).toEqual({ command: 'removeRoute', verb: 'invite' });
  });

  it('sends a request: a new one by a next hop, one in a dialog, a CANCEL', () => {
    const message = 'OPTIONS sip:a@b SIP/2.0\r\n\r\n';
    expect(parse(`1|sip|||sip:c\r\n${message}`)).toMatchObject({
      command: 'request',
      dialogId: null,
      proxyUri: 'sip:c',
    });
    expect(parse(`1|sip||d;from-tag=e\r\n${message}`)).toMatchObject({ dialogId: 'd;from-tag=e', transactionId: null });
    expect(parse(`1|sip|t|\r\n${message}`)).toMatchObject({ transactionId: 't', dialogId: null, proxyUri: null });
  });

  it('sends a response', () => {
    const message = { kind: 'response', status: 180, reason: 'Ringing' };
    expect(parse('1|sip|t|\r\nSIP/2.0 180 Ringing\r\n\r\n')).toMatchObject({ transactionId: 't', message });
  });

  it('proxies', () => {
    const words = '1|proxy|t|remainInDialog|fullResponse||simultaneous|2s|1500ms|sip:a|sip:b';
    expect(parse(`${words}\r\nINVITE sip:a SIP/2.0\r\n\r\n`)).toMatchObject({
      command: 'proxy',
      remainInDialog: true,
      followRedirects: false,
      simultaneous: true,
      provisionalTimeoutMs: 2000,
      finalTimeoutMs: 1500,
      destinations: ['sip:a', 'sip:b'],
    });
  });

  it.each([
    '',
    '1',
    '1|dance',
    '1|route',
    '1|route|in vite',
    `1|route|${'a'.repeat(33)}`,
    '1|sip||',
    '1|sip||\r\nnot SIP\r\n\r\n',
    '1|sip|t|\r\nSIP/2.0 999 Beyond\r\n\r\n',
    '1|proxy|t||||serial|||\r\nSIP/2.0 200 OK\r\n\r\n',
    `1|proxy|t||||serial||${'|sip:a'.repeat(17)}\r\nINVITE sip:a SIP/2.0\r\n\r\n`,
  ])('is told what is wrong with it: %j', (text) => {
    expect(parse(text).command).toBe('invalid');
  });
});

describe('a message of an application', () => {
  const parseText = (...lines: readonly string[]) => parseAppMessage(Buffer.from(lines.join('\r\n')));

  it('has the names of RFC 3261 and its lists in single values', () => {
    const message = parseText(
      'INVITE sip:a@b SIP/2.0',
      'call-id: 1',
      'route: <sip:p1;lr>,<sip:p2;lr>',
      'X-Own: a, b',
      '',
      '',
    );
    expect(message?.headers).toEqual([
      { name: 'Call-ID', value: '1' },
      { name: 'Route', value: '<sip:p1;lr>' },
      { name: 'Route', value: '<sip:p2;lr>' },
      { name: 'X-Own', value: 'a, b' },
    ]);
  });

  it('has all of its body, whatever its Content-Length says in characters', () => {
    const message = parseText('MESSAGE sip:a@b SIP/2.0', 'Content-Length: 1', '', 'é\r\n\r\nmore');
    expect(message?.headers).toEqual([]);
    expect(Buffer.from(message?.body ?? []).toString()).toBe('é\r\n\r\nmore');
  });

  it('may fold a header', () => {
    expect(parseText('OPTIONS sip:a@b SIP/2.0', 'Subject: one', ' two', '', '')?.headers).toEqual([
      { name: 'Subject', value: 'one two' },
    ]);
  });
});
