import { callId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { recordingFile, recordingFiles } from '../../link/recording-names.js';
import { messageFile } from './message-recordings.js';

const victim = callId.parse('c-1');

describe('the files of a call', () => {
  it('are those of no other call, whatever id a client has chosen', () => {
    const theirs = new Set([...recordingFiles(victim), messageFile(victim, 'voicemail')]);
    for (const chosen of ['c-1.mono', 'c-1.voicemail', 'c-1.mono.wav', 'c-1.wav', 'c-1.'].map((id) => callId.parse(id)))
      for (const file of [...recordingFiles(chosen), messageFile(chosen, 'mono'), messageFile(chosen, 'a')])
        expect(theirs).not.toContain(file);
  });

  it('are each its own: no message is taken for another form of the recording', () => {
    const names = ['mono', 'mp3', 'voicemail', '', '..', 'mono~', 'a/b', 'a.b'].map((id) => messageFile(victim, id));
    const all = [...recordingFiles(victim), ...names];
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^c-1\.[\w~.-]+$/);
  });

  it('are called by an id without dots as it is', () => {
    expect(recordingFile(victim)).toBe('c-1.wav');
    expect(messageFile(victim, 'voicemail')).toBe('c-1.voicemail.wav');
  });
});
