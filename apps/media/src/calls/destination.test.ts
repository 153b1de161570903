import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError, endpointId, type FlowEntry, flowDefinition, flowId, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { CachedDirectory } from '../control/directory.js';
import { type Directory, findDestination } from './destination.js';
import { hasScope, mayHear, type Principal } from './principal.js';
import { controller, HOME, starter, stranger, tokenFor } from './testing/test-exchange.js';

const other = workspaceId.parse('other');
const flow = drawFlow({ steps: { end: ['hangup'] } });
const entry = (id: string, version: number | null): FlowEntry => ({
  ref: { flowId: flowId.parse(id), version, draftRevision: version === null ? 1 : null },
  workspaceId: HOME,
  name: id,
  flow,
});
const line = (name: string, leadsTo: string | null, isPublic = false) => ({
  id: endpointId.parse(`e-${name}`),
  workspaceId: HOME,
  name,
  flowId: leadsTo === null ? null : flowId.parse(leadsTo),
  isPublic,
  defaults: {},
});

const cached = new CachedDirectory();
const broken = { ...entry('broken', 1), flow: flowDefinition.parse({ ...flow, start: null }) };
cached.update({
  type: 'snapshot',
  endpoints: [
    line('Private', 'known'),
    line('public', 'known', true),
    line('empty', null),
    line('open-empty', null, true),
    line('unpublished', 'draft-only'),
    line('broken', 'broken'),
  ],
  flows: [entry('known', 1), broken],
  keys: [],
});
const directory: Directory = {
  endpoint: (name, workspace) => cached.endpoint(name, workspace),
  published: (workspace, id) => cached.published(workspace, id),
  draft: async (_workspace, id) => (id === flowId.parse('sketch') ? entry('sketch', null) : null),
};

const key = (...scopes: Extract<Principal, { kind: 'key' }>['scopes'][number][]): Principal => ({
  kind: 'key',
  workspaceId: HOME,
  scopes,
});
const nothing = key('calls:read');
const control = key('calls:control');
const admin = key('admin');
const elsewhere: Principal = { kind: 'key', workspaceId: other, scopes: ['admin'] };

/** `flow`, `drives` or the code of the refusal. */
const outcome = async (callee: string, principal: Principal): Promise<string> => {
  try {
    const { flow: found } = await findDestination(callee, principal, directory);
    return found ? `flow ${found.entry.ref.flowId}` : 'drives';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('where a callee leads', () => {
  it.each([
    // A stranger finds public lines, and cannot tell private ones from none.
    ['public', stranger, 'flow known'],
    ['Private', stranger, 'auth.required'],
    ['nowhere', stranger, 'auth.required'],
    ['', stranger, 'auth.required'],
    ['open-empty', stranger, 'flow.notFound'],
    ['flow:known', stranger, 'auth.required'],
    ['flow:sketch@draft', stranger, 'auth.required'],
    // A key that may start calls.
    ['Private', starter, 'flow known'],
    ['pRIVATE', starter, 'flow known'],
    ['public', starter, 'flow known'],
    ['empty', starter, 'flow.notFound'],
    ['unpublished', starter, 'flow.notFound'],
    ['broken', starter, 'flow.invalid'],
    ['nowhere', starter, 'call.unknownEndpoint'],
    ['', starter, 'auth.forbidden'],
    ['flow:known', starter, 'flow known'],
    ['flow:nowhere', starter, 'flow.notFound'],
    ['flow:sketch@draft', starter, 'auth.forbidden'],
    [`flow:${'x'.repeat(65)}`, starter, 'call.unknownEndpoint'],
    // A key that may do neither.
    ['Private', nothing, 'auth.forbidden'],
    ['public', nothing, 'flow known'],
    ['flow:known', nothing, 'auth.forbidden'],
    ['', nothing, 'auth.forbidden'],
    // A key that may drive: it does wherever no flow answers.
    ['', control, 'drives'],
    ['nowhere', control, 'drives'],
    ['empty', control, 'drives'],
    ['Private', control, 'auth.forbidden'],
    ['unpublished', control, 'auth.forbidden'],
    ['Private', controller, 'flow known'],
    // An administrator may everything but call drafts without a token.
    ['Private', admin, 'flow known'],
    ['', admin, 'drives'],
    ['flow:sketch@draft', admin, 'auth.forbidden'],
    // A token calls what it is for.
    ['Private', tokenFor('Private'), 'flow known'],
    ['public', tokenFor('Private'), 'auth.forbidden'],
    ['', tokenFor('Private'), 'auth.forbidden'],
    ['flow:known', tokenFor('flow:known'), 'flow known'],
    ['flow:sketch@draft', tokenFor('flow:sketch@draft'), 'flow sketch'],
    ['flow:other@draft', tokenFor('flow:other@draft'), 'flow.notFound'],
    ['flow:sketch', tokenFor('flow:sketch@draft'), 'auth.forbidden'],
    ['nowhere', tokenFor('nowhere'), 'call.unknownEndpoint'],
    // Another workspace's lines are not there.
    ['Private', elsewhere, 'drives'],
    ['flow:known', elsewhere, 'flow.notFound'],
  ] as const)('"%s" for %o: %s', async (callee, principal, expected) => {
    expect(await outcome(callee, principal)).toBe(expected);
  });

  it('compiles a version once', async () => {
    const [one, again] = [
      await findDestination('public', stranger, directory),
      await findDestination('Private', starter, directory),
    ];
    expect(one.flow?.program).toBe(again.flow?.program);
  });
});

describe('what a principal may', () => {
  it('gives an administrator every scope, and a token none', () => {
    expect(hasScope(admin, 'calls:dial')).toBe(true);
    expect(hasScope(starter, 'calls:dial')).toBe(false);
    expect(hasScope(tokenFor('x'), 'calls:start')).toBe(false);
  });

  it('keeps what goes on behind a line from strangers', () => {
    expect(mayHear(stranger, 'metrics')).toBe(false);
    expect(mayHear(stranger, 'transcriptionFinal')).toBe(true);
    expect(mayHear(tokenFor('x'), 'metrics')).toBe(true);
  });
});
