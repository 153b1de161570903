import { compileFlow } from '@callwright/flow-engine';
import { drawFlow } from '@callwright/flow-engine/testing';
import { nodeTypes } from '@callwright/nodes/executors';
import {
  type CallDefaults,
  type CallOption,
  callDefaults,
  callId,
  callOption,
  endpointId,
  type FlowSettings,
  flowId,
} from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { recordingFile } from '../link/recording-names.js';
import type { Destination } from './destination.js';
import { streamOptions } from './stream-options.js';
import { HOME } from './testing/test-exchange.js';

const ID = callId.parse('c-1');
const defaults = callDefaults.parse({ recorder: {}, vad: {}, asr: {}, tts: { speaker: 'default' } });
const tts = (speaker: string): CallDefaults => callDefaults.parse({ tts: { speaker } });

const flowWith = (
  settings: Partial<FlowSettings>,
  steps: Parameters<typeof drawFlow>[0]['steps'] = { end: ['hangup'] },
): Destination['flow'] => {
  const flow = drawFlow({ steps, settings });
  const ref = { flowId: flowId.parse('f'), version: 1, draftRevision: null };
  return { entry: { ref, workspaceId: HOME, name: 'f', flow }, program: compileFlow(flow, nodeTypes) };
};
const to = (lineDefaults: CallDefaults | null, flow: Destination['flow'] = null): Destination => ({
  workspaceId: HOME,
  endpoint: lineDefaults && {
    id: endpointId.parse('e'),
    workspaceId: HOME,
    name: 'line',
    flowId: null,
    isPublic: false,
    defaults: lineDefaults,
  },
  flow,
});

const legWith = (option: CallOption, direction: 'inbound' | 'outbound' = 'inbound') => ({
  callId: ID,
  option,
  direction,
});

describe('what the sound of a call is made of', () => {
  const asked = callOption.parse({ tts: { speaker: 'asked' } });

  it.each([
    { who: 'the client that drives', option: asked, line: tts('line'), flow: null, speaker: 'asked' },
    { who: 'the line', option: {}, line: tts('line'), flow: null, speaker: 'line' },
    { who: 'the defaults', option: {}, line: {}, flow: null, speaker: 'default' },
    { who: 'the line before the flow', option: {}, line: tts('line'), flow: { call: tts('flow') }, speaker: 'line' },
    { who: 'the flow before the defaults', option: {}, line: {}, flow: { call: tts('flow') }, speaker: 'flow' },
    { who: 'the line, not who only takes part', option: asked, line: tts('line'), flow: {}, speaker: 'line' },
  ])('is what $who says', ({ option, line, flow, speaker }) => {
    const options = streamOptions(legWith(option), to(line, flow && flowWith(flow)), defaults);
    expect(options.tts).toMatchObject({ speaker, provider: 'flite' });
  });

  it('speaks and understands in the language and voice of the flow', () => {
    const flow = flowWith({ language: 'de-DE', speaker: 'anna', call: callDefaults.parse({ tts: {}, asr: {} }) });
    const options = streamOptions(legWith({}), to(null, flow), {});
    expect(options).toMatchObject({ tts: { language: 'de-DE', speaker: 'anna' }, asr: { language: 'de-DE' } });
  });

  it('leaves off what nobody asks for', () => {
    expect(streamOptions(legWith({}), to({}), {})).toEqual({ callId: ID });
  });

  it('takes turns, noise and inactivity from the same places', () => {
    const option = callOption.parse({ eou: { silence: 300 } });
    const flow = flowWith({ call: callDefaults.parse({ eou: { silence: 900 }, denoise: true }) });
    const lines = callDefaults.parse({ inactivityTimeout: 60 });
    expect(streamOptions(legWith(option), to(lines), {})).toMatchObject({
      eou: { silence: 300 },
      inactivityTimeout: 60,
    });
    expect(streamOptions(legWith(option), to(lines, flow), {})).toMatchObject({
      eou: { silence: 900 },
      denoise: true,
      inactivityTimeout: 60,
    });
  });

  it('asks who answered where we call, and where the client drives, not of who calls a flow', () => {
    const option = callOption.parse({ amd: { maxGreeting: 2000 } });
    const flow = flowWith({});
    expect(streamOptions(legWith(option), to(null), {}).amd).toEqual({ maxGreeting: 2000 });
    expect(streamOptions(legWith(option, 'outbound'), to(null, flow), {}).amd).toEqual({ maxGreeting: 2000 });
    expect(streamOptions(legWith(option), to(null, flow), {}).amd).toBeUndefined();
  });

  it('asks who answered by itself where the flow wants to know, of those we call', () => {
    const flow = flowWith({}, { end: ['whoAnswered'] });
    expect(streamOptions(legWith({}, 'outbound'), to(null, flow), {}).amd).toEqual({});
    expect(streamOptions(legWith({}), to(null, flow), {}).amd).toBeUndefined();
    expect(streamOptions(legWith({}, 'outbound'), to(null, flowWith({})), {}).amd).toBeUndefined();
  });

  it('records to a file named after the call, whatever the client would like', () => {
    const option = callOption.parse({ recorder: { recorderFile: '../../etc/passwd', samplerate: 8_000 } });
    expect(streamOptions(legWith(option), to(null), defaults).recorder).toMatchObject({
      file: recordingFile(ID),
      samplerate: 8_000,
    });
    expect(recordingFile(ID)).toBe('c-1.wav');
  });
});
