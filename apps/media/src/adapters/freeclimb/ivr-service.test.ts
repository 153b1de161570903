import { fileURLToPath } from 'node:url';
import { loadSync } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { loadOptions, methodOf, sendIvrData } from './ivr-service.js';
import { momentOf, msOf, parseAppMessage, parsePlatformMessage } from './messages.js';

const fromFile = methodOf(loadSync(fileURLToPath(new URL('./ivr.proto', import.meta.url)), loadOptions));
const at = momentOf(1_700_000_000_123);

/** Every message with every field set. */
const platformSays = [
  {
    notifyCallStarted: {
      ...{ callId: 'c', to: 't', from: 'f', isInbound: true, metadata: ['a=1', 'b'] },
      contentType: 'audio/l16;rate=8000',
    },
  },
  { notifyAudioData: { audioData: Buffer.from([1, 2]), startTstamp: at, endTstamp: at, sequenceNum: 7 } },
  { notifyDtmfReceivedStartData: { digit: '5', startTstamp: at } },
  { notifyDtmfReceivedEndData: { digit: '5', endTstamp: at } },
  { notifyPlaybackStartedData: { id: 'i', timestamp: at } },
  { notifyPlaybackCompletedData: { id: 'i', timestamp: at } },
  { notifyAudioClearedData: { id: 'i', timestamp: at } },
  { notifyDtmfPlayStartedData: { id: 'i', timestamp: at } },
  { notifyDtmfPlayCompletedData: { id: 'i', timestamp: at } },
  { notifyCallEnded: { callId: 'c', reasonCode: 'PLATFORM_ERROR', reason: 'r' } },
  { notifyError: { errorMessage: 'm', errorId: 'e' } },
  { notifyBuffer: { bufferType: 'Audio', depth: 3, bufferSize: 9 } },
];
const appSays = [
  { audioData: { id: 'i', audioData: Buffer.from([3]), contentType: 'x', sequenceNum: 2, lastMessage: true } },
  { clearAudioBuffer: { id: 'i' } },
  { dtmfData: { id: 'i', dtmfDigits: '1#', pressDurationMs: 90, breakDurationMs: 80, sequenceNum: 1 } },
  { terminateCall: {} },
  { endStream: { actionUrl: 'https://a' } },
  { queryBuffer: { bufferType: 'Audio' } },
];

describe('the gRPC service of FreeClimb', () => {
  it('has the path of the wire', () => {
    expect(sendIvrData.path).toBe('/freeclimb.GRPCStreamService/SendIVRData');
    expect(fromFile.path).toBe(sendIvrData.path);
  });

  it.each(platformSays)('writes what a platform says as ivr.proto has it: %o', (message) => {
    const wire = sendIvrData.requestSerialize(message);
    expect(wire.equals(fromFile.requestSerialize(message))).toBe(true);
    expect(wire.length).toBeGreaterThan(2);
    expect(parsePlatformMessage(wire)).toMatchObject(message);
    expect(fromFile.requestDeserialize(wire)).toEqual(sendIvrData.requestDeserialize(wire));
  });

  it.each(appSays)('writes what an application says as ivr.proto has it: %o', (message) => {
    const wire = sendIvrData.responseSerialize(message);
    expect(wire.equals(fromFile.responseSerialize(message))).toBe(true);
    expect(parseAppMessage(wire)).toMatchObject(message);
  });

  // Spec 3: the numbers of the fields, byte by byte.
  it('has the field numbers of the wire', () => {
    expect(sendIvrData.requestSerialize({ notifyAudioData: { audioData: Buffer.from([9]), sequenceNum: 5 } })).toEqual(
      Buffer.from([0x12, 5, 0x0a, 1, 9, 0x30, 5]),
    );
    expect(sendIvrData.requestSerialize({ notifyDtmfReceivedEndData: { digit: '1', endTstamp: {} } })).toEqual(
      Buffer.from([0x22, 5, 0x0a, 1, 0x31, 0x1a, 0]),
    );
    expect(sendIvrData.responseSerialize({ audioData: { id: 'a', sequenceNum: 1, lastMessage: true } })).toEqual(
      Buffer.from([0x0a, 7, 0x0a, 1, 0x61, 0x28, 1, 0x30, 1]),
    );
  });

  it('takes a kind that it does not know for one of a newer peer, and bytes that are no message for nonsense', () => {
    expect(parsePlatformMessage(Buffer.from([0xf2, 0x01, 0]))).toBe('unknown');
    expect(parseAppMessage(Buffer.alloc(0))).toBe('unknown');
    expect(parsePlatformMessage(Buffer.from([0x12, 0x7f]))).toBeNull();
    expect(parseAppMessage(Buffer.from('nonsense'))).toBeNull();
  });

  it('reads times in ms', () => {
    expect(msOf(momentOf(1_700_000_000_123.5))).toBeCloseTo(1_700_000_000_123.5, 3);
    expect(msOf(null)).toBeNull();
  });
});
