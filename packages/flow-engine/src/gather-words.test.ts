import { type CommandOf, type EngineEvent, SERVER_TRACK, trackId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { GatherHost as Host } from './testing/gather-host.js';

const caller = trackId.parse('c-1');
const at = { timestamp: 0 };
const patient: CommandOf<'gather'> = {
  command: 'gather',
  gatherId: 'g',
  input: ['speech'],
  prompt: { text: 'Sales or support?' },
  choices: [
    { id: 'sales', phrases: ['sales'] },
    { id: 'support', phrases: ['support'] },
  ],
  bargeIn: ['words'],
};
const promptEnds: EngineEvent = { event: 'trackEnd', trackId: SERVER_TRACK, playId: 'g', durationMs: 1, ...at };
const speaks: EngineEvent = { event: 'startSpeaking', trackId: caller, startTime: 0, ...at };
const fallsSilent: EngineEvent = { event: 'silence', trackId: caller, startTime: 0, duration: 500, ...at };
const heard = { trackId: caller, index: 0, ...at };
const begins = (text: string): EngineEvent => ({ event: 'transcriptionDelta', ...heard, text });
const said = (text: string, choice?: string): EngineEvent => ({ event: 'transcriptionFinal', ...heard, text, choice });
const commands = ({ effects }: Host) =>
  effects.flatMap((effect) => (effect.effect === 'command' ? [effect.command.command] : []));

describe('a question that only words may stop', () => {
  it('goes on while somebody coughs', () => {
    const host = new Host(patient).see(speaks, fallsSilent, said(''));
    expect(host.outcome).toBeNull();
    expect(commands(host)).toEqual(['asr', 'tts']);
    expect(host.see(promptEnds).timerName).toBe('noInput');
  });

  it('stops with the first word that is understood, and waits for the others', () => {
    const host = new Host(patient).see(speaks, begins('sup'));
    expect(commands(host)).toEqual(['asr', 'tts', 'interrupt']);
    expect(host.timerName).toBe('speech');
    expect(host.see(said('support', 'support')).outcome).toMatchObject({ choice: 'support' });
  });

  it('stops with an answer that comes at once', () => {
    const host = new Host(patient).see(speaks, fallsSilent, said('sales', 'sales'));
    expect(host.outcome).toMatchObject({ choice: 'sales' });
    expect(commands(host)).toContain('interrupt');
  });

  it('takes who speaks at its end to be answering', () => {
    expect(new Host(patient).see(speaks, promptEnds).timerName).toBe('speech');
  });
});
