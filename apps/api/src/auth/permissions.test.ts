import { type Scope, userId, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { type Action, actions, can, type Principal, type Role, roleOf } from './permissions.js';

const home = workspaceId.parse('home');
const user = (role: Role): Principal => ({
  kind: 'user',
  userId: userId.parse('u'),
  name: 'U',
  email: 'u@x',
  role,
  workspaceId: home,
});
const key = (...scopes: Scope[]): Principal => ({ kind: 'key', keyId: 'k', name: 'K', scopes, workspaceId: home });
const allowed = (principal: Principal): Action[] =>
  actions.filter((action) => can(principal, action, { workspaceId: home }));

describe('can', () => {
  it('lets an admin do everything at home and nothing elsewhere', () => {
    expect(allowed(user('admin'))).toEqual([...actions]);
    const elsewhere = { workspaceId: workspaceId.parse('away') };
    expect(actions.filter((action) => can(user('admin'), action, elsewhere))).toEqual([]);
  });

  it('lets an editor do all but manage trunks, keys, secrets and deliveries', () => {
    const denied = actions.filter((action) => !allowed(user('editor')).includes(action));
    expect(denied).toEqual(['telephony.manage', 'deliveries.manage', 'keys.manage', 'secrets.manage']);
  });

  it('lets a viewer look and listen only', () => {
    expect(allowed(user('viewer')).every((action) => /\.(read|listen)$/.test(action))).toBe(true);
  });

  it('gives a key what its scopes say', () => {
    expect(allowed(key('calls:read'))).toEqual(['workspace.read', 'calls.read', 'calls.listen']);
    expect(allowed(key('calls:start', 'calls:read'))).toContain('calls.start');
    expect(allowed(key('calls:dial'))).toEqual(['workspace.read', 'calls.dial']);
  });

  it('keeps drafts for people, whatever the scope', () => {
    expect(allowed(key('admin'))).not.toContain('calls.startDraft');
  });

  it('takes an unknown role for a viewer', () => {
    expect([roleOf('admin'), roleOf('editor'), roleOf('owner')]).toEqual(['admin', 'editor', 'viewer']);
  });
});
