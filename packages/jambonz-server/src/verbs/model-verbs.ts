import type { Hook, Recognizer, Synthesizer, VendorOptions } from './parts.js';

type SpeechToSpeech = {
  readonly model?: string;
  readonly auth?: VendorOptions;
  readonly connectOptions?: VendorOptions;
  readonly llmOptions: VendorOptions;
  readonly mcpServers?: readonly VendorOptions[];
  readonly actionHook?: Hook;
  readonly eventHook?: Hook;
  readonly toolHook?: Hook;
  readonly events?: readonly string[];
};
/** With the vendor in the name of the verb. */
type OfVendor = Omit<SpeechToSpeech, 'llmOptions'> & { readonly llmOptions?: VendorOptions; readonly vendor?: string };
type Agent = {
  readonly stt?: Recognizer;
  readonly tts?: Synthesizer;
  readonly llm?: VendorOptions;
  readonly autoLockLanguage?: boolean | 'always';
  readonly languageConfig?: VendorOptions;
  readonly turnDetection?: string | VendorOptions;
  readonly bargeIn?: VendorOptions;
  readonly noResponseTimeout?: number;
  readonly actionHook?: Hook;
  readonly eventHook?: Hook;
  readonly toolHook?: Hook;
  readonly greeting?: boolean;
  readonly earlyGeneration?: boolean;
  readonly noiseIsolation?: string | VendorOptions;
  readonly mcpServers?: readonly VendorOptions[];
  readonly handoff?: VendorOptions;
  readonly hangup?: VendorOptions;
  readonly toolFiller?: false | VendorOptions;
};

/** Verbs that hand the caller to a language model or an assistant of somebody else. */
export type ModelVerbs = {
  llm: SpeechToSpeech & { readonly vendor: string };
  s2s: SpeechToSpeech & { readonly vendor: string };
  openai_s2s: OfVendor;
  google_s2s: OfVendor;
  deepgram_s2s: OfVendor;
  ultravox_s2s: OfVendor;
  qwen_s2s: OfVendor;
  elevenlabs_s2s: OfVendor;
  gptlive_s2s: OfVendor;
  agent: Agent;
  pipeline: Agent;
  dialogflow: {
    readonly project: string;
    readonly credentials: string | VendorOptions;
    readonly lang: string;
    readonly actionHook?: Hook;
    readonly eventHook?: Hook;
    readonly toolHook?: Hook;
  } & VendorOptions;
  lex: { readonly botId: string; readonly botAlias: string; readonly actionHook?: Hook } & VendorOptions;
  rasa: { readonly url: string; readonly actionHook?: Hook } & VendorOptions;
};
