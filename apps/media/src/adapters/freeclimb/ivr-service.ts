import { fromJSON, type MethodDefinition, type PackageDefinition } from '@grpc/proto-loader';

/** How messages look in our code: camel case, enums by name, which kind a message is under `payload`. */
export const loadOptions = {
  keepCase: false,
  defaults: true,
  oneofs: true,
  arrays: true,
  enums: String,
  longs: Number,
} as const;
const SERVICE = 'freeclimb.GRPCStreamService';

const field = (type: string, id: number) => ({ type, id });
const moment = (id: number) => field('google.protobuf.Timestamp', id);
/** A message that says what happened to something of this id, and when. */
const idAndMoment = () => ({ fields: { id: field('string', 1), timestamp: moment(2) } });
const bufferType = { BufferType: { values: { DTMF: 0, Audio: 1 } } };

const platformMessage = {
  oneofs: {
    payload: {
      oneof: [
        ...['notifyCallStarted', 'notifyAudioData', 'notifyDtmfReceivedStartData', 'notifyDtmfReceivedEndData'],
        ...['notifyPlaybackStartedData', 'notifyPlaybackCompletedData', 'notifyAudioClearedData'],
        ...['notifyDtmfPlayStartedData', 'notifyDtmfPlayCompletedData', 'notifyCallEnded', 'notifyError'],
        'notifyBuffer',
      ],
    },
  },
  fields: {
    notifyCallStarted: field('NotifyCallStartedMessage', 1),
    notifyAudioData: field('NotifyAudioMessage', 2),
    notifyDtmfReceivedStartData: field('NotifyDTMFReceivedStartedMessage', 3),
    notifyDtmfReceivedEndData: field('NotifyDTMFReceivedEndedMessage', 4),
    notifyPlaybackStartedData: field('NotifyAudioPlaybackStartedMessage', 5),
    notifyPlaybackCompletedData: field('NotifyAudioPlaybackCompletedMessage', 6),
    notifyAudioClearedData: field('NotifyAudioBufferClearedMessage', 7),
    notifyDtmfPlayStartedData: field('NotifyDTMFPlayStartedMessage', 8),
    notifyDtmfPlayCompletedData: field('NotifyDTMFPlayCompletedMessage', 9),
    notifyCallEnded: field('NotifyCallEndedMessage', 10),
    notifyError: field('NotifyErrorMessage', 11),
    notifyBuffer: field('NotifyBufferDepthMessage', 12),
  },
  nested: {
    NotifyCallStartedMessage: {
      fields: {
        callId: field('string', 1),
        to: field('string', 2),
        from: field('string', 3),
        isInbound: field('bool', 4),
        metadata: { rule: 'repeated', ...field('string', 5) },
        contentType: field('string', 6),
      },
    },
    NotifyAudioMessage: {
      fields: {
        audioData: field('bytes', 1),
        startTstamp: moment(3),
        endTstamp: moment(4),
        sequenceNum: field('uint32', 6),
      },
    },
    NotifyDTMFReceivedStartedMessage: { fields: { digit: field('string', 1), startTstamp: moment(2) } },
    NotifyDTMFReceivedEndedMessage: { fields: { digit: field('string', 1), endTstamp: moment(3) } },
    NotifyAudioPlaybackStartedMessage: idAndMoment(),
    NotifyAudioPlaybackCompletedMessage: idAndMoment(),
    NotifyAudioBufferClearedMessage: idAndMoment(),
    NotifyDTMFPlayStartedMessage: idAndMoment(),
    NotifyDTMFPlayCompletedMessage: idAndMoment(),
    NotifyCallEndedMessage: {
      fields: { callId: field('string', 1), reasonCode: field('ReasonCode', 2), reason: field('string', 3) },
      nested: {
        ReasonCode: {
          values: { CALLER_DISCONNECT: 0, APPLICATION_DISCONNECT: 1, PLATFORM_DISCONNECT: 2, PLATFORM_ERROR: 3 },
        },
      },
    },
    NotifyErrorMessage: { fields: { errorMessage: field('string', 1), errorId: field('string', 2) } },
    NotifyBufferDepthMessage: {
      fields: { bufferType: field('BufferType', 1), depth: field('uint32', 2), bufferSize: field('uint32', 3) },
      nested: bufferType,
    },
  },
};

const appMessage = {
  oneofs: {
    payload: {
      oneof: ['audioData', 'clearAudioBuffer', 'dtmfData', 'terminateCall', 'endStream', 'queryBuffer'],
    },
  },
  fields: {
    audioData: field('PlayAudioMessage', 1),
    clearAudioBuffer: field('ClearAudioBufferMessage', 2),
    dtmfData: field('PressDTMFMessage', 3),
    terminateCall: field('TerminateCallMessage', 4),
    endStream: field('EndGrpcStreamMessage', 5),
    queryBuffer: field('QueryBufferDepthMessage', 6),
  },
  nested: {
    PlayAudioMessage: {
      fields: {
        id: field('string', 1),
        audioData: field('bytes', 2),
        contentType: field('string', 3),
        sequenceNum: field('uint32', 5),
        lastMessage: field('bool', 6),
      },
    },
    ClearAudioBufferMessage: { fields: { id: field('string', 1) } },
    PressDTMFMessage: {
      fields: {
        id: field('string', 1),
        dtmfDigits: field('string', 2),
        pressDurationMs: field('uint32', 3),
        breakDurationMs: field('uint32', 4),
        sequenceNum: field('uint32', 5),
      },
    },
    TerminateCallMessage: { fields: {} },
    EndGrpcStreamMessage: { fields: { actionUrl: field('string', 1) } },
    QueryBufferDepthMessage: { fields: { bufferType: field('BufferType', 1) }, nested: bufferType },
  },
};

/** `ivr.proto` as data, so that nothing is read from a file; a test holds the two against each other. */
const description = {
  nested: {
    google: {
      nested: {
        protobuf: { nested: { Timestamp: { fields: { seconds: field('int64', 1), nanos: field('int32', 2) } } } },
      },
    },
    freeclimb: {
      nested: {
        GRPCStreamService: {
          methods: {
            SendIVRData: {
              requestType: 'PlatformMessage',
              requestStream: true,
              responseType: 'AppMessage',
              responseStream: true,
              comment: '',
            },
          },
        },
        PlatformMessage: platformMessage,
        AppMessage: appMessage,
      },
    },
  },
};

/** The only method of the service in a definition of the package. */
export function methodOf(definition: PackageDefinition): MethodDefinition<object, object> {
  const service = definition[SERVICE];
  const method = service && 'SendIVRData' in service ? service.SendIVRData : undefined;
  if (!method || typeof method !== 'object' || !('requestSerialize' in method)) throw new Error(`No ${SERVICE}`);
  return method;
}

/** `freeclimb.GRPCStreamService/SendIVRData`: the platform's messages are its requests, the application's its answers. */
export const sendIvrData = methodOf(fromJSON(description, loadOptions));
