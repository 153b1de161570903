import { describe, expect, it } from 'vitest';
import { outgoingMessage as message } from '../../testing/outgoing-message.js';
import type { AttachedRecording } from '../outgoing-message.js';
import { formatEmail, MAX_ATTACHED_BYTES } from './format-email.js';

const recording = (recordId: string, sizeBytes = 1000, transcript = ''): AttachedRecording => ({
  recordId,
  durationMs: 61_400,
  transcript,
  sizeBytes,
  url: `https://calls.example.com/${recordId}`,
  path: `/recordings/${recordId}.wav`,
});

describe('an e-mail', () => {
  it('is the words of the flow, and a subject in any case', () => {
    expect(formatEmail(message({}))).toEqual({
      subject: 'Message from a call',
      text: 'You have a message.\n',
      attached: [],
    });
    expect(formatEmail(message({ subject: ' New ' })).subject).toBe('New');
  });

  it('says how long a recording is, what was understood of it, and where its call is', () => {
    const { text } = formatEmail(message({ recordings: [recording('a', 1000, 'please call me')] }));
    expect(text).toBe(
      'You have a message.\n\nRecording of 1:01, attached.\n“please call me”\n\nThe call: https://calls.example.com/calls/c1\n',
    );
  });

  it('takes as many recordings along as mail servers let through, and links to the others', () => {
    const recordings = [recording('big', MAX_ATTACHED_BYTES), recording('more'), recording('empty', 0)];
    const { attached, text } = formatEmail(message({ recordings }));
    expect(attached.map(({ recordId }) => recordId)).toEqual(['big', 'empty']);
    expect(text).toContain('Recording of 1:01: https://calls.example.com/more');
  });

  it('says that a recording is missing', () => {
    expect(formatEmail(message({ missingCount: 1 })).text).toContain('could not be kept');
  });
});
