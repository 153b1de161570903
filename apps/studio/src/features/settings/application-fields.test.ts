import { describe, expect, it } from 'vitest';
import { applicationOf, fieldsOf, typedOf } from './application-fields';

describe('the application of a line', () => {
  it.each([
    {
      kind: 'jambonz',
      url: 'https://app.example/hook',
      statusUrl: 'https://app.example/status',
      username: 'callwright',
      passwordSecret: 'app-password',
      signatureSecret: 'app-signature',
      env: { GREETING: 'Hello = hi', LANGUAGE: 'de' },
    },
    {
      kind: 'freeclimb',
      voiceUrl: 'https://app.example/voice',
      statusUrl: 'https://app.example/status',
      transferKeys: '*8',
      transferTo: 'desk',
    },
    {
      kind: 'dialog',
      url: 'wss://app.example/ws/dialog',
      reconnectAttempts: 0,
      holdTextFirst: 'One moment.',
      holdTextRetry: 'Still trying.',
      holdTextGiveUp: 'Goodbye.',
    },
  ] as const)('of $kind is saved as it is shown', (application) => {
    expect(applicationOf(application.kind, typedOf(application))).toEqual({ application });
  });

  it('has nothing where nothing was typed', () => {
    expect(applicationOf('jambonz', { jambonzUrl: ' wss://app.example/hook ', jambonzUsername: ' ' })).toEqual({
      application: { kind: 'jambonz', url: 'wss://app.example/hook' },
    });
  });

  it('leaves out what only webhooks know when it is asked on a socket', () => {
    const typed = { jambonzUrl: 'wss://app.example/hook', jambonzStatusUrl: 'https://app.example/status' };
    expect(fieldsOf('jambonz', typed).map(({ words }) => words)).not.toContain('jambonzStatusUrl');
    expect(applicationOf('jambonz', typed)).toEqual({
      application: { kind: 'jambonz', url: 'wss://app.example/hook' },
    });
  });

  it('tells which fields are wrong', () => {
    expect(applicationOf('jambonz', { jambonzUrl: 'app.example', jambonzEnv: 'GREETING' })).toEqual({
      wrong: ['jambonzUrl', 'jambonzEnv'],
    });
    expect(applicationOf('freeclimb', { freeclimbKeys: '8' })).toEqual({
      wrong: ['freeclimbVoiceUrl', 'freeclimbKeys'],
    });
    const dialog = { dialogUrl: 'https://app.example', dialogAttempts: 'many' };
    expect(applicationOf('dialog', dialog)).toEqual({ wrong: ['dialogUrl', 'dialogAttempts'] });
  });
});
