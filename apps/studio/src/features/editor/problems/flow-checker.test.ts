import { emptyDocument } from '@callwright/nodes';
import { type FlowDefinition, type FlowProblem, flowDefinition } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { answerCheck, type CheckRequest } from './check-request';
import { type CheckWorker, createFlowChecker } from './flow-checker';

const { flow } = emptyDocument();
const named = (language: string): FlowDefinition => ({ ...flow, settings: { ...flow.settings, language } });

/** A worker that answers when it is told to. */
const slowWorker = () => {
  const asked: CheckRequest[] = [];
  const worker: CheckWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (request: CheckRequest) => void asked.push(request),
    terminate: () => undefined,
  };
  const answer = (at: number) => {
    const request = asked[at];
    if (request) worker.onmessage?.(new MessageEvent('message', { data: answerCheck(request) }));
  };
  return { worker, asked, answer };
};

describe('a flow checker', () => {
  it('tells of the newest flow only, and skips those in between', () => {
    const { worker, asked, answer } = slowWorker();
    const told: string[] = [];
    const checker = createFlowChecker(() => worker);
    for (const language of ['en', 'de', 'fr'])
      checker.check({ flow: named(language), library: null, prompts: null, speech: null, protocols: [] }, () =>
        told.push(language),
      );
    answer(0);
    expect(told).toEqual([]);
    answer(1);
    expect(asked.map((request) => request.flow.settings.language)).toEqual(['en', 'fr']);
    expect(told).toEqual(['fr']);
  });

  it('checks on the page itself where there is no worker', () => {
    let problems: readonly FlowProblem[] = [];
    createFlowChecker(() => null).check({ flow, library: [], prompts: null, speech: null, protocols: [] }, (found) => {
      problems = found;
    });
    expect(problems).toEqual(
      answerCheck({ id: 1, flow, library: [], prompts: null, speech: null, protocols: [] }).problems,
    );
    expect(problems.length).toBeGreaterThan(0);
  });

  it('goes on without its worker when that breaks', () => {
    const { worker } = slowWorker();
    let told = 0;
    const checker = createFlowChecker(() => worker);
    checker.check({ flow, library: null, prompts: null, speech: null, protocols: [] }, () => {
      told += 1;
    });
    worker.onerror?.();
    expect(told).toBe(1);
  });

  it('tells nobody once it is closed', () => {
    const { worker, answer } = slowWorker();
    let told = 0;
    const checker = createFlowChecker(() => worker);
    checker.check({ flow, library: null, prompts: null, speech: null, protocols: [] }, () => {
      told += 1;
    });
    checker.close();
    answer(0);
    expect(told).toBe(0);
  });
});

describe('the answer to a check', () => {
  const playing = (url: string): FlowDefinition =>
    flowDefinition.parse({
      ...flow,
      start: 'play',
      nodes: [{ id: 'play', type: 'play', name: 'Play', config: { url } }],
    });
  const fieldsOf = (prompts: readonly string[] | null) =>
    answerCheck({
      id: 1,
      flow: playing('prompt:gone'),
      library: null,
      prompts,
      speech: null,
      protocols: [],
    }).problems.filter(({ message }) => message.includes('recording'));

  it('tells what the calls of its lines cannot do, where those name how they come', () => {
    const codesOn = (protocols: CheckRequest['protocols']) =>
      answerCheck({ id: 1, flow: playing('prompt:a'), library: null, prompts: null, speech: null, protocols })
        .problems.filter(({ code }) => code === 'missingCapability')
        .map(({ nodeId }) => nodeId);
    expect(codesOn([])).toEqual([]);
    expect(codesOn(['sip', 'jambonz'])).toEqual([]);
    expect(codesOn(['sip', 'dialog'])).toEqual(['play']);
  });

  it('tells of a recording that is not there, once it is known which there are', () => {
    expect(fieldsOf(null)).toEqual([]);
    expect(fieldsOf(['gone'])).toEqual([]);
    expect(fieldsOf(['another'])).toHaveLength(1);
  });
});
