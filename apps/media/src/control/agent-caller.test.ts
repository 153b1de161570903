import { AppError, type EndpointEntry, endpointId, flowId, type WorkspaceId, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { type AgentFields, agentCaller } from './agent-caller.js';

const home = workspaceId.parse('home');
const away = workspaceId.parse('away');
const WHOLE = 'cwk_abc_secret';
const application = { kind: 'dialog', url: 'wss://app.example/ws/dialog' } as const;
const line = (name: string, workspace: WorkspaceId, more: Partial<EndpointEntry> = {}): EndpointEntry => ({
  ...{ id: endpointId.parse(name), workspaceId: workspace, name, flowId: flowId.parse('f') },
  ...{ isPublic: false, defaults: {}, ...more },
});
const lines = [
  line('shop', home),
  line('open', home, { isPublic: true }),
  line('bot', away, { isPublic: true, flowId: null, application }),
  line('shop', away, { isPublic: true, flowId: null, application }),
  line('own-bot', home, { flowId: null, application }),
];
const find = (
  given: AgentFields,
  beside: { credential?: string; line?: string } = {},
  defaultLine: string | null = null,
) =>
  agentCaller(
    given,
    { credential: beside.credential ?? null, line: beside.line ?? null },
    {
      authenticate: (credential) => {
        if (credential === null) return { kind: 'stranger' };
        if (credential !== WHOLE) throw new AppError('auth.required', 'Not ours.');
        return { kind: 'key', workspaceId: home, scopes: ['calls:start'] };
      },
      endpoint: (name, workspace) =>
        lines.find((one) => one.name === name && (workspace === null ? one.isPublic : one.workspaceId === workspace)) ??
        null,
      defaultLine,
    },
  );
const key = { kind: 'key', workspaceId: home };

describe('who calls by apiKey, apiSecret and agentId', () => {
  it.each<[string, AgentFields]>([
    ['whole as the key', { apiKey: WHOLE }],
    ['whole as the key, with its own secret beside it', { apiKey: WHOLE, apiSecret: 'secret' }],
    ['whole as the secret', { apiSecret: WHOLE }],
    ['whole as the secret, with its beginning as the key', { apiKey: 'cwk_abc', apiSecret: WHOLE }],
    ['in two parts', { apiKey: 'cwk_abc', apiSecret: 'secret' }],
    ['inside a payload', { payload: JSON.stringify({ apiKey: WHOLE, agentId: 'shop' }) }],
  ])('is known by a key of ours that comes %s', (_how, fields) => {
    expect(find({ agentId: 'shop', ...fields })).toMatchObject({ principal: key, to: 'shop' });
  });

  it.each<[string, AgentFields]>([
    ['a key that is none', { apiKey: 'cwk_abc_other' }],
    ['a whole key with a secret that is not its own', { apiKey: WHOLE, apiSecret: 'guess' }],
    ['a whole secret with somebody else as the key', { apiKey: 'cwk_xyz', apiSecret: WHOLE }],
    ['a key without its secret', { apiKey: 'cwk_abc' }],
  ])('is refused for %s', (_what, fields) => {
    expect(() => find({ agentId: 'open', ...fields })).toThrowError(expect.objectContaining({ code: 'auth.required' }));
  });

  it('is a stranger without any of them', () => {
    expect(find({ agentId: 'open' })).toEqual({ principal: { kind: 'stranger' }, to: 'open' });
  });

  it('is not asked for a key of ours where an application of somebody else decides, open to strangers', () => {
    const theirs = { apiKey: 'theirs', apiSecret: 'their secret', agentId: 'bot' };
    expect(find(theirs)).toEqual({ principal: { kind: 'stranger' }, to: 'bot' });
    expect(find({ ...theirs, agentId: '77' }, { line: 'bot' })).toMatchObject({ to: 'bot' });
    expect(find({ ...theirs, agentId: '77' }, {}, 'bot')).toMatchObject({ to: 'bot' });
  });

  it("stays with the lines of the key's own workspace before open ones of the same name", () => {
    expect(find({ apiKey: WHOLE, agentId: 'shop' })).toMatchObject({ principal: key, to: 'shop' });
  });

  it('shows a key of ours to no application of another workspace', () => {
    expect(find({ apiKey: WHOLE, agentId: 'bot' })).toMatchObject({ principal: key, to: 'bot' });
  });

  it('may prove itself by the request, and leave the fields to the application', () => {
    expect(find({ apiKey: 'theirs', agentId: 'own-bot' }, { credential: WHOLE })).toMatchObject({
      principal: key,
      to: 'own-bot',
    });
  });

  it('is led to the default line when it names none, or one that is not there', () => {
    expect(find({ apiKey: WHOLE }, {}, 'shop')).toMatchObject({ to: 'shop' });
    expect(find({ apiKey: WHOLE, agentId: '77' }, {}, 'shop')).toMatchObject({ to: 'shop' });
    expect(find({ apiKey: WHOLE, agentId: '77' })).toMatchObject({ to: '77' });
    expect(find({ payload: 'not JSON' })).toEqual({ principal: { kind: 'stranger' }, to: '' });
  });
});
