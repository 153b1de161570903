import { drawFlow } from '@callwright/flow-engine/testing';
import { endpointId, type FlowEntry, flowId, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { CachedDirectory } from './directory.js';
import type { Snapshot } from './snapshot-file.js';

const HOME = workspaceId.parse('home');
const OTHER = workspaceId.parse('other');
const F = flowId.parse('f');

const line = (name: string, owner: typeof HOME, isPublic: boolean) => ({
  id: endpointId.parse(`${owner}-${name}`),
  workspaceId: owner,
  name,
  flowId: null,
  isPublic,
  defaults: {},
});
const version = (number: number): FlowEntry => ({
  ref: { flowId: F, version: number, draftRevision: null },
  workspaceId: HOME,
  name: 'f',
  flow: drawFlow({ steps: { end: ['hangup'] } }),
});
const snapshot = (more: Partial<Snapshot>): Snapshot => ({
  type: 'snapshot',
  endpoints: [],
  flows: [],
  keys: [],
  ...more,
});

describe('the cached directory', () => {
  it('knows nothing until it is told', () => {
    const directory = new CachedDirectory();
    expect(directory.isKnown).toBe(false);
    expect(directory.endpoint('main', HOME)).toBeNull();
    directory.update(snapshot({}));
    expect(directory.isKnown).toBe(true);
  });

  it('finds a line of the own workspace whatever its capitals, and without one public lines only', () => {
    const directory = new CachedDirectory();
    directory.update(snapshot({ endpoints: [line('Main', HOME, false), line('main', OTHER, true)] }));
    expect(directory.endpoint('mAIN', HOME)?.workspaceId).toBe(HOME);
    expect(directory.endpoint('Main', OTHER)?.workspaceId).toBe(OTHER);
    expect(directory.endpoint('main', null)?.workspaceId).toBe(OTHER);
  });

  it('keeps the same flow while its version stays, and forgets what is gone', () => {
    const directory = new CachedDirectory();
    directory.update(snapshot({ flows: [version(1)] }));
    const first = directory.published(HOME, F);
    directory.update(snapshot({ flows: [version(1)] }));
    expect(directory.published(HOME, F)).toBe(first);
    directory.update(snapshot({ flows: [version(2)] }));
    expect(directory.published(HOME, F)?.ref.version).toBe(2);
    expect(directory.published(OTHER, F)).toBeNull();
    directory.update(snapshot({}));
    expect(directory.published(HOME, F)).toBeNull();
  });
});
