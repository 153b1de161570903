import { fromJSON, type MethodDefinition, type PackageDefinition } from '@grpc/proto-loader';
import { z } from 'zod';

/** How messages look in our code: camel case, which kind a message is under the name of its choice. */
export const loadOptions = { keepCase: false, defaults: true, oneofs: true, arrays: true } as const;
const SERVICE = 'callwright.speech.v1.Recogniser';

const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: 'repeated', type, id });

/** `speech.proto` as data, so that nothing is read from a file; a test holds the two against each other. */
const description = {
  nested: {
    callwright: {
      nested: {
        speech: {
          nested: {
            v1: {
              nested: {
                Recogniser: {
                  methods: {
                    Recognise: {
                      requestType: 'RecogniseRequest',
                      requestStream: true,
                      responseType: 'RecogniseResponse',
                      responseStream: true,
                      comment: '',
                    },
                  },
                },
                RecogniseRequest: {
                  oneofs: { request: { oneof: ['config', 'audio', 'flush'] } },
                  fields: { config: field('Config', 1), audio: field('bytes', 2), flush: field('Flush', 3) },
                },
                Config: {
                  fields: {
                    sampleRateHz: field('uint32', 1),
                    language: field('string', 2),
                    partials: field('bool', 3),
                    choices: list('Choice', 4),
                    grammar: field('string', 5),
                  },
                },
                Choice: { fields: { id: field('string', 1), phrases: list('string', 2) } },
                Flush: { fields: { flushId: field('uint32', 1) } },
                RecogniseResponse: {
                  oneofs: { response: { oneof: ['delta', 'final', 'endpoint', 'failure'] } },
                  fields: {
                    delta: field('Delta', 1),
                    final: field('Final', 2),
                    endpoint: field('Endpoint', 3),
                    failure: field('Failure', 4),
                  },
                },
                Delta: { fields: { text: field('string', 1) } },
                Final: {
                  oneofs: { _confidence: { oneof: ['confidence'] } },
                  fields: {
                    flushId: field('uint32', 1),
                    text: field('string', 2),
                    confidence: { ...field('float', 3), options: { proto3_optional: true } },
                    words: list('Word', 4),
                  },
                },
                Word: { fields: { text: field('string', 1), startMs: field('uint32', 2), endMs: field('uint32', 3) } },
                Endpoint: { fields: {} },
                Failure: { fields: { flushId: field('uint32', 1), reason: field('string', 2) } },
              },
            },
          },
        },
      },
    },
  },
};

/** What we say on a stream. */
export type RecogniseRequest =
  | { readonly config: SpeechConfig }
  | { readonly audio: Uint8Array }
  | { readonly flush: { readonly flushId: number } };

/** The first message of a stream. */
export type SpeechConfig = {
  readonly sampleRateHz: number;
  readonly language: string;
  readonly partials: boolean;
  readonly choices: readonly { readonly id: string; readonly phrases: readonly string[] }[];
  readonly grammar: string;
};

/** What we are told on a stream. */
export const recogniseResponse = z.discriminatedUnion('response', [
  z.object({ response: z.literal('delta'), delta: z.object({ text: z.string() }) }),
  z.object({
    response: z.literal('final'),
    final: z.object({
      flushId: z.number(),
      text: z.string(),
      confidence: z.number().optional(),
      _confidence: z.literal('confidence').optional(),
      words: z.array(z.object({ text: z.string(), startMs: z.number(), endMs: z.number() })),
    }),
  }),
  z.object({ response: z.literal('endpoint') }),
  z.object({ response: z.literal('failure'), failure: z.object({ flushId: z.number() }) }),
]);

/** The only method of the service in a definition of the package. */
export function methodOf(definition: PackageDefinition): MethodDefinition<object, object> {
  const service = definition[SERVICE];
  const method = service && 'Recognise' in service ? service.Recognise : undefined;
  if (!method || typeof method !== 'object' || !('requestSerialize' in method)) throw new Error(`No ${SERVICE}`);
  return method;
}

/** `callwright.speech.v1.Recogniser/Recognise`. */
export const recognise = methodOf(fromJSON(description, loadOptions));
