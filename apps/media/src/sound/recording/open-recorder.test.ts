import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callId } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readNote } from '../../link/unfinished-note.js';
import { silentLog } from '../../platform/logging.js';
import { recordersIn } from './open-recorder.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-recorders-'));
});
afterEach(() => rm(dir, { recursive: true }));

it('logs once what the disk refuses, and tells whose recorder it is', async () => {
  await writeFile(join(dir, 'no-folder'), '');
  const warn = vi.fn();
  const onFailed = vi.fn();
  const { openRecorder, openMessage } = recordersIn(dir, { ...silentLog, warn });
  const common = { callId: callId.parse('c-1'), file: 'no-folder/a.wav', rateHz: 8000, startedAtMs: 0, onFailed };
  const recorder = openRecorder({ ...common, callerDelayMs: 0 });
  for (let tick = 0; tick < 120; tick++) recorder.commit();
  expect(await recorder.close()).toBeNull();
  expect([warn.mock.calls.length, onFailed.mock.calls.length]).toEqual([1, 1]);
  expect(warn.mock.calls[0]).toMatchObject([{ callId: 'c-1' }, 'recording failed']);
  const message = openMessage({ ...common, recordId: 'm', onFull: vi.fn() });
  expect(await message.finish()).toBeNull();
  expect([warn.mock.calls.length, onFailed.mock.calls.length]).toEqual([2, 2]);
});

it('leaves the note beside what is finished when nobody can be told of it any more', async () => {
  let isAbandoned = false;
  const { openRecorder, openMessage } = recordersIn(dir, silentLog, () => isAbandoned);
  const common = { callId: callId.parse('c-1'), rateHz: 8000, startedAtMs: 0, onFailed: vi.fn() };
  const notesOf = async () => {
    const recorder = openRecorder({ ...common, file: 'a.wav', callerDelayMs: 0 });
    const message = openMessage({ ...common, file: 'm.wav', recordId: 'm', onFull: vi.fn() });
    for (let tick = 0; tick < 60; tick++) {
      recorder.commit();
      message.write(new Int16Array(160));
    }
    await recorder.close();
    await message.finish();
    await message.release();
    return [await readNote(join(dir, 'a.wav')), await readNote(join(dir, 'm.wav'))];
  };
  expect(await notesOf()).toEqual([null, null]);
  isAbandoned = true;
  expect(await notesOf()).toMatchObject([{ callId: 'c-1' }, { callId: 'c-1', recordId: 'm' }]);
});
