import type { Outcome } from '@callwright/flow-engine';
import { type CallOptions, callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { type EngineEvent, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { CodeConfig, definition } from './definition.js';

type Config = Readonly<Record<string, Json>>;
type Run = NonNullable<NonNullable<CallOptions['world']>['runCode']>;
const coverage = new NodeCoverage('code');
const call = (config: Config, runCode?: Run, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { run: ['code', { source: 'return input;', ...config }], next: ['hangup'] },
        lines: [
          ['run', 'done', 'next'],
          ['run', 'failed', 'next'],
        ],
      }),
      nodeTypes,
      world: { runCode, unknown: 'waits' },
      ...options,
    }),
  );
const echo: Run = (_, input) => ({ ok: true, value: input });
const gives =
  (value: Json): Run =>
  () => ({ ok: true, value });

describe('code', () => {
  it('hands the code the variables it names, and remembers what it returns', () => {
    const options = { input: { price: 5, other: 'x' } };
    const { vars, ...record } = call({ inputs: ['price', 'never'], saveAs: 'result' }, echo, options);
    expect(record.exits).toEqual(['run.done']);
    expect(vars).toMatchObject({ result: { price: 5, never: null }, codeError: null });
  });

  it('hands it all of them when none is named', () => {
    const { vars } = call({ saveAs: 'result' }, echo, { input: { price: 5 } });
    expect(vars.result).toMatchObject({ price: 5, call: { from: '+15550100' } });
  });

  it('asks for the code it has, and gives it its time', () => {
    const { journal } = call({ timeoutMs: 200 }, echo);
    const asked = journal.flatMap((line) =>
      line.kind === 'effect' && line.effect.effect === 'runCode' ? [line.effect] : [],
    );
    expect(asked).toMatchObject([{ codeId: 'run.1', source: 'return input;', timeoutMs: 200 }]);
  });

  it('takes values out of what is returned', () => {
    const results: readonly Json[] = [
      { path: 'items.0.id', as: 'item' },
      { path: 'note', as: 'note', isOptional: true },
      { path: '', as: 'all' },
    ];
    const { vars } = call({ results }, gives({ items: [{ id: 'x1' }] }), { input: { note: 'old' } });
    expect(vars).toMatchObject({ item: 'x1', note: null, all: { items: [{ id: 'x1' }] } });
  });

  it.each<[string, Run, string]>([
    ['throws', () => ({ ok: false, error: 'TypeError: line 2' }), 'TypeError: line 2'],
    ['fails without a word', () => ({ ok: false }), 'The code failed.'],
    ['gives nothing', () => ({ ok: true }), 'The code gave no total.'],
    ['fails at length', () => ({ ok: false, error: 'x'.repeat(5_000) }), 'x'.repeat(1_000)],
  ])('leaves by its failed exit, and says why, when it %s', (_, run, error) => {
    const { vars, ...record } = call({ results: [{ path: 'total', as: 'total' }] }, run);
    expect(record.exits).toEqual(['run.failed']);
    expect(vars.codeError).toBe(error);
  });

  it('gives up by itself when nothing is ever heard of the code', () => {
    // The runner of a simulated call loses none: the watchdog is woken before it answers.
    const script: CallOptions['script'] = (_, { post, instance }) =>
      post({ event: 'timerFired', timerId: instance.timers[0] ?? '', timestamp: 0 });
    const { vars, ...record } = call({}, undefined, { script });
    expect(record.exits).toEqual(['run.failed']);
    expect(vars.codeError).toBe('The code took too long.');
  });

  it('does not mind what comes of other code, and remembers nothing it is not told to', () => {
    const other: EngineEvent = { event: 'codeResult', codeId: 'other', ok: false, durationMs: 1, timestamp: 0 };
    const mine: EngineEvent = { ...other, codeId: 'run.1', ok: true };
    const script: CallOptions['script'] = (_, { post }) => [other, mine].map(post);
    const { vars, ...record } = call({ saveErrorAs: '' }, undefined, { script });
    expect(record.exits).toEqual(['run.done']);
    expect(Object.keys(vars)).toEqual(['call']);
  });

  it('ends with the call', () => {
    const script: CallOptions['script'] = (caller) => caller.hangsUp({ afterMs: 100 });
    const { instance, ...record } = call({}, undefined, { script });
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('leaves as its outcomes say, with what they say in the variables', () => {
    const results: readonly Json[] = [
      { path: 'total', as: 'total' },
      { path: 'note', as: 'note', isOptional: true },
    ];
    const config = { results, saveAs: 'whole' };
    const { settings } = drawFlow({ steps: { x: ['hangup'] } });
    const outcomes = definition.outcomes?.(CodeConfig.parse(config), settings, nodeId.parse('run')) ?? [];
    const outcomeOf = ({ by = [] }: Outcome): Run => {
      const act = by.flatMap((one) => ('code' in one ? [one.code] : []))[0] ?? {};
      return () => ({ ok: act.error === undefined, ...act });
    };
    expect(outcomes.map(({ exit }) => exit)).toEqual(['done', 'done', 'failed']);
    for (const outcome of outcomes) {
      const { vars, ...record } = call(config, outcomeOf(outcome));
      expect(record.exits).toEqual([`run.${outcome.exit}`]);
      const right = Object.entries(outcome.sets ?? {}).map(([name, written]) =>
        written.is === 'value' ? vars[name] === written.value : vars[name] !== null && vars[name] !== undefined,
      );
      expect(right).not.toContain(false);
    }
  });

  it('must have code, and a name for what it remembers', () => {
    const check = (config: Config) => definition.check?.(CodeConfig.parse(config)).map(({ field }) => field);
    expect(check({ source: ' ' })).toEqual(['source']);
    expect(check({ results: [{ path: 'a' }] })).toEqual(['results']);
    expect(check({})).toEqual([]);
  });

  it('is summed up by its first line of code', () => {
    expect(definition.summary(CodeConfig.parse({}))).toBe('return { total: 1 + 1 };');
    expect(definition.summary(CodeConfig.parse({ source: '' }))).toBe('');
    expect(definition.reads?.(CodeConfig.parse({ inputs: ['a'] }))).toEqual(['a']);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
