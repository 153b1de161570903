import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callTokenClaims } from './call-token.js';
import { commandNames, commandSchema } from './commands.js';
import { apiMessageSchema, mediaMessageSchema } from './control-link.js';
import { AppError, errorCodes, toAppError } from './errors.js';
import { sessionEventSchema } from './events.js';
import { flowDocument } from './flow.js';
import { effectSchema, engineEventSchema, journalLineSchema } from './journal.js';

describe('the command set', () => {
  it('has every command of seed 0', () => {
    const seed = ['invite', 'candidate', 'tts', 'play', 'hangup', 'refer', 'mute', 'unmute'];
    expect(commandNames).toEqual(expect.arrayContaining(seed));
    expect(new Set(commandNames).size).toBe(commandNames.length);
  });

  it.each([
    { command: 'invite' },
    { command: 'candidate', candidate: [] },
    { command: 'tts', text: 'Hello' },
    { command: 'play', url: 'prompt:hello' },
    { command: 'hangup' },
    { command: 'refer', target: 'sales' },
    { command: 'mute' },
    { command: 'gather', gatherId: 'g', input: ['dtmf'] },
  ])('takes %j as it is, and ignores what it does not know', (command) => {
    expect(commandSchema.parse({ ...command, unheardOf: true })).toEqual(command);
  });

  it.each([
    [{ command: 'tts' }],
    [{ command: 'play', url: '' }],
    [{ command: 'tts', text: 'x'.repeat(5_001) }],
    [{ command: 'gather', gatherId: 'g', input: [] }],
    [{ command: 'dtmf', digits: 'call me' }],
    [{ command: 'mute', trackId: '' }],
    [{ command: 'levitate' }],
    [null],
  ])('refuses %j', (message) => {
    expect(commandSchema.safeParse(message).success).toBe(false);
  });
});

describe('every schema that crosses a process boundary', () => {
  const schemas = {
    commandSchema,
    sessionEventSchema,
    engineEventSchema,
    effectSchema,
    journalLineSchema,
    mediaMessageSchema,
    apiMessageSchema,
    callTokenClaims,
    flowDocument,
  };

  it.each(Object.entries(schemas))('%s can be written as JSON Schema, for the docs', (_name, schema) => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('$schema');
  });

  it('knows each event by one name', () => {
    const names = engineEventSchema.options.map((option) => option.shape.event.value);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['startSpeaking', 'silence', 'transcriptionDelta', 'transcriptionFinal', 'hangup']),
    );
  });

  it('reads a journal line back as it was written', () => {
    const line = {
      seq: 3,
      atMs: 1200,
      kind: 'effect',
      cause: 2,
      effect: { effect: 'variableSet', name: 'wish', value: { choice: 'billing', said: ['my', 'bill'] } },
    };
    expect(journalLineSchema.parse(JSON.parse(JSON.stringify(line)))).toEqual(line);
  });
});

describe('errors', () => {
  it('have a status a browser understands', () => {
    for (const { httpStatus } of Object.values(errorCodes)) expect(httpStatus).toBeGreaterThanOrEqual(400);
  });

  it('are known by their code alone', () => {
    const cause = new Error('disk full');
    expect(toAppError(cause, 'media.timeout')).toMatchObject({
      code: 'media.timeout',
      message: 'disk full',
      cause,
      retryable: true,
    });
    const known = new AppError('flow.invalid', 'no first step');
    expect(toAppError(known)).toBe(known);
  });
});
