import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';

const coverage = new NodeCoverage('say');
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { hello: ['say', config], next: ['hangup', { text: 'Next.' }], sorry: ['hangup', { text: 'Oh dear.' }] },
        lines: [
          ['hello', 'done', 'next'],
          ['hello', 'failed', 'sorry'],
        ],
        settings: { language: 'de-DE', speaker: 'kal' },
      }),
      nodeTypes,
      ...options,
    }),
  );

describe('say', () => {
  it("says its words in the flow's language and voice, then goes on", () => {
    const { exits, heard, journal } = call({ text: ' Hello {{ call.from }}. ' });
    expect(heard).toEqual(['Hello +15550100.', 'Next.']);
    expect(exits).toEqual(['hello.done']);
    expect(commandsOf(journal, 'tts')[0]).toMatchObject({ option: { language: 'de-DE' }, speaker: 'kal', bargeIn: [] });
  });

  it('leaves at once when nothing is left to say', () => {
    expect(call({ text: '{{ never }} ' })).toMatchObject({ exits: ['hello.done'], heard: ['Next.'] });
  });

  it('cuts off what no voice could be given', () => {
    expect(call({ text: '{{ long }}' }, { input: { long: 'a'.repeat(6_000) } }).heard[0]).toHaveLength(5_000);
  });

  it('goes on when a key interrupts it, where that is allowed', () => {
    const { exits, durationMs } = call(
      { text: 'A long story.'.repeat(20), mayInterrupt: true },
      { script: (caller) => caller.presses('5', { afterMs: 1000 }) },
    );
    expect(exits).toEqual(['hello.done']);
    expect(durationMs).toBeLessThan(2000);
  });

  it('goes on when a word interrupts it, where that is allowed', () => {
    const script: CallOptions['script'] = (caller) => caller.says('Stop', { afterMs: 1000 });
    expect(call({ text: 'A long story.'.repeat(20), mayInterrupt: true }, { script }).durationMs).toBeLessThan(3000);
  });

  it.each([
    ['keys', true],
    ['speech', false],
  ])('is stopped by %s alone, where only that may stop it', (interruptedBy, isStopped) => {
    const text = 'A long story.'.repeat(20);
    const script: CallOptions['script'] = (caller) => caller.presses('5', { afterMs: 1000 });
    const { durationMs } = call({ text, mayInterrupt: true, interruptedBy }, { script });
    expect(durationMs < 2000).toBe(isStopped);
  });

  it('has a voice and a speed of its own where it is given them', () => {
    const { journal } = call({ text: 'Hello.', speaker: 'slt', speedPercent: 80 });
    expect(commandsOf(journal, 'tts')[0]).toMatchObject({ speaker: 'slt', option: { language: 'de-DE', speed: 0.8 } });
    expect(commandsOf(call({ text: 'Hello.' }).journal, 'tts')[0]?.option).toEqual({ language: 'de-DE' });
  });

  it('says it in the language of the call', () => {
    const text = { en: 'Hello.', de: 'Guten Tag.' };
    expect(call({ text }).heard[0]).toBe('Guten Tag.');
  });

  it('says it as often as it should, unless it is interrupted', () => {
    expect(call({ text: 'Hello.', times: 2 }).heard).toEqual(['Hello.', 'Hello.', 'Next.']);
    const script: CallOptions['script'] = (caller) => caller.presses('5', { afterMs: 100 });
    expect(call({ text: 'Hello.', times: 2, mayInterrupt: true }, { script }).heard).toEqual(['Hello.', 'Next.']);
  });

  it('is heard to its end otherwise, whatever the caller does', () => {
    const text = 'A long story.'.repeat(20);
    const script: CallOptions['script'] = (caller) => {
      caller.presses('5', { afterMs: 1000 });
      caller.says('Stop', { afterMs: 1000 });
    };
    expect(call({ text }, { script }).durationMs).toBeGreaterThan(text.length * 60);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when the voice %s', (how) => {
    const { exits, heard } = call({ text: 'Hello.' }, { world: { faults: [{ command: 'tts', how, nth: 1 }] } });
    expect(exits).toEqual(['hello.failed']);
    expect(heard.at(-1)).toBe('Oh dear.');
  });

  it('ends with the call', () => {
    const { exits, instance, reason } = call(
      { text: 'Hello.' },
      { script: (caller) => caller.hangsUp({ afterMs: 100 }) },
    );
    expect(exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', node: 'hello' });
    expect(reason).toBe('completed');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
