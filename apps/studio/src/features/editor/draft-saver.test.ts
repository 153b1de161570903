import { FLOW_SCHEMA, type FlowDocument, flowSettings, type SavedDraft } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../shared/api/api-failure';
import { DraftSaver, type SaveState } from './draft-saver';

const documentNamed = (prompt: string): FlowDocument => ({
  flow: {
    schema: FLOW_SCHEMA,
    start: null,
    nodes: [],
    edges: [],
    settings: flowSettings.parse({ failure: { prompt } }),
  },
  layout: { nodes: {}, notes: [] },
});

/** A store of drafts that answers when it is told to. */
class Store {
  revision = 1;
  readonly stored: string[] = [];
  failure: ApiFailure | undefined;
  readonly save = async (revision: number, document: FlowDocument): Promise<SavedDraft> => {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    if (revision !== this.revision) throw new ApiFailure(409, { code: 'flow.staleDraft', message: '' });
    this.revision += 1;
    this.stored.push(document.flow.settings.failure.prompt);
    return { revision: this.revision, updatedAt: '2025-01-01T10:42:00Z', problems: [] };
  };
}

const start = () => {
  const store = new Store();
  const states: SaveState['kind'][] = [];
  const saver = new DraftSaver({
    revision: 1,
    savedAt: new Date(0),
    save: store.save,
    onState: ({ kind }) => states.push(kind),
  });
  saver.open();
  return { store, saver, states };
};

describe('storing a draft', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits for a quiet moment and stores the last of several changes', async () => {
    const { store, saver, states } = start();
    for (const text of ['a', 'b', 'c']) {
      saver.change(documentNamed(text));
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(store.stored).toEqual([]);
    await vi.advanceTimersByTimeAsync(700);
    expect(store.stored).toEqual(['c']);
    expect(states.at(-1)).toBe('saved');
    expect(saver.isDirty).toBe(false);
  });

  it('stores what changed while the one before was on its way, over the new revision', async () => {
    const { store, saver } = start();
    saver.change(documentNamed('a'));
    const flushed = saver.flush();
    saver.change(documentNamed('b'));
    await flushed;
    expect(store.stored).toEqual(['a', 'b']);
    expect(saver.revision).toBe(3);
  });

  it('stops at a conflict, tells flush so, and goes on over the revision adopted', async () => {
    const { store, saver, states } = start();
    store.revision = 7;
    saver.change(documentNamed('mine'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toBe('conflict');
    saver.change(documentNamed('mine too'));
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(saver.flush()).rejects.toMatchObject({ code: 'flow.staleDraft' });
    expect(store.stored).toEqual([]);
    saver.adopt(7, new Date(0));
    await vi.advanceTimersByTimeAsync(1);
    expect(store.stored).toEqual(['mine too']);
    expect(states.at(-1)).toBe('saved');
  });

  it('forgets what waits when the other draft is taken', async () => {
    const { store, saver } = start();
    store.revision = 7;
    saver.change(documentNamed('mine'));
    await vi.advanceTimersByTimeAsync(1000);
    saver.discard();
    saver.adopt(7, new Date(0));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.stored).toEqual([]);
    expect(saver.state.kind).toBe('saved');
  });

  it('tries again by itself when nobody answered, and flush tells the failure', async () => {
    const { store, saver, states } = start();
    store.failure = new ApiFailure(0, { code: 'control.unavailable', message: '' });
    saver.change(documentNamed('a'));
    await expect(saver.flush()).rejects.toBe(store.failure);
    expect(states.at(-1)).toBe('failed');
    store.failure = undefined;
    await vi.advanceTimersByTimeAsync(3000);
    expect(store.stored).toEqual(['a']);
    expect(states.at(-1)).toBe('saved');
  });

  it('goes on when it was opened again before it was closed', async () => {
    const { store, saver } = start();
    saver.open();
    saver.close();
    saver.change(documentNamed('a'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.stored).toEqual(['a']);
  });

  it('stores nothing by itself once it is closed', async () => {
    const { store, saver } = start();
    saver.close();
    saver.change(documentNamed('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.stored).toEqual([]);
    await saver.flush();
    expect(store.stored).toEqual(['a']);
  });

  it('does not ask again what was refused, until it changes', async () => {
    const { store, saver } = start();
    store.failure = new ApiFailure(403, { code: 'auth.forbidden', message: '' });
    saver.change(documentNamed('a'));
    await vi.advanceTimersByTimeAsync(120_000);
    store.failure = undefined;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(store.stored).toEqual([]);
    saver.change(documentNamed('b'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.stored).toEqual(['b']);
  });
});
