import { flowId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { answerOf, changeOf } from './line-answer';

const flow = flowId.parse('01890a5d-ac96-774b-bcce-b302099a8057');
const jambonz = { kind: 'jambonz', url: 'wss://app.example/hook' } as const;
const nobody = { flowId: null, application: null, webhookUrl: null };

describe('who answers a line', () => {
  it('is a flow that is still to be chosen, on a new one', () => {
    expect(answerOf(null)).toMatchObject({ by: 'flow', flowId: null });
    expect(changeOf(answerOf(null))).toEqual({ wrong: ['flow'] });
  });

  it.each([
    ['flow', { ...nobody, flowId: flow }],
    ['application', { ...nobody, application: jambonz }],
    ['client', { ...nobody, webhookUrl: 'https://app.example/calls' }],
    ['client', nobody],
  ] as const)('is a %s, and stays it when it is saved as it is', (by, line) => {
    expect(answerOf(line).by).toBe(by);
    expect(changeOf(answerOf(line))).toEqual({ change: line });
  });

  it('is one of the three: what belongs to the others goes', () => {
    const answer = answerOf({ flowId: flow, application: jambonz, webhookUrl: 'https://app.example/calls' });
    expect(answer.by).toBe('flow');
    expect(changeOf(answer)).toEqual({ change: { ...nobody, flowId: flow } });
    expect(changeOf({ ...answer, by: 'application' })).toEqual({ change: { ...nobody, application: jambonz } });
    expect(changeOf({ ...answer, by: 'client', webhookUrl: '' })).toEqual({ change: nobody });
  });

  it('is not saved with an address that is none', () => {
    expect(changeOf({ ...answerOf(nobody), webhookUrl: 'ws://app.example' })).toEqual({ wrong: ['webhookUrl'] });
    expect(changeOf({ ...answerOf(nobody), by: 'application' })).toEqual({ wrong: ['jambonzUrl'] });
  });
});
