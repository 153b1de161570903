import { badModel, ModelFolder } from '../../asr/model/model-folder.js';
import { readOnnxMetadata } from '../../asr/model/onnx-metadata.js';

/** A voice as sherpa-onnx wants to be told of it: part of `model` of its settings, and rules for numbers. */
export type SherpaVoice = {
  readonly model: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly ruleFsts: string;
};

const VOCODER = /(vocos|hifigan|vocoder).*\.onnx$/i;

/**
 * Finds out what voice a folder holds: Piper and other VITS, Kokoro, KittenTTS (`voices.bin`) or Matcha (with a vocoder).
 * Everything is checked before sherpa-onnx sees it: it ends the process over a file that is missing or cut off.
 * @throws AppError `speech.badModel` that says what is wrong
 */
export function findSherpaVoice(path: string): SherpaVoice {
  const folder = new ModelFolder(path);
  const vocoder = folder.find(VOCODER);
  const model = folder.require(vocoder ? /^(?!.*(vocos|hifigan|vocoder)).*\.onnx$/i : /\.onnx$/, 'model (.onnx)');
  const metadata = readOnnxMetadata(model);
  const type = metadata.get('model_type') ?? '';
  const words = wordsOf(folder, metadata);
  const ruleFsts = ['date.fst', 'phone.fst', 'number.fst', 'new_heteronym.fst'].flatMap((name) => {
    const rule = folder.find(new RegExp(`^${name.replace('.', '\\.')}$`));
    return rule === null ? [] : [rule];
  });
  return { model: kindOf(folder, { model, vocoder, type }, words), ruleFsts: ruleFsts.join(',') };
}

type Found = { readonly model: string; readonly vocoder: string | null; readonly type: string };
type Words = Readonly<Record<string, string>>;

function kindOf(folder: ModelFolder, { model, vocoder, type }: Found, words: Words): SherpaVoice['model'] {
  if (vocoder !== null) {
    readOnnxMetadata(vocoder);
    return { matcha: { acousticModel: model, vocoder, ...words } };
  }
  const voices = folder.find(/^voices\.bin$/);
  if (voices !== null) return { [type.includes('kitten') ? 'kitten' : 'kokoro']: { model, voices, ...words } };
  if (type.includes('kokoro') || type.includes('kitten')) throw badModel('The model folder holds no voices.bin');
  return { vits: { model, ...words } };
}

/** How words become sounds: the tokens, with a lexicon or with the data of eSpeak NG, or letter by letter. */
function wordsOf(folder: ModelFolder, metadata: ReadonlyMap<string, string>): Words {
  const needsEspeakData = /piper|kokoro|kitten/.test(`${metadata.get('comment')} ${metadata.get('model_type')}`);
  const tokens = folder.require(/^tokens\.txt$/, 'tokens.txt');
  const dataDir = folder.findFolder('espeak-ng-data');
  const lexicon = folder.findAll(/^lexicon.*\.txt$/).join(',');
  const dictDir = folder.findFolder('dict');
  if (needsEspeakData && dataDir === null) throw badModel('The model folder holds no espeak-ng-data');
  if (dataDir === null && lexicon === '' && metadata.get('frontend') !== 'characters')
    throw badModel('The model folder holds neither lexicon.txt nor espeak-ng-data');
  return {
    tokens,
    ...(dataDir === null ? {} : { dataDir }),
    ...(lexicon === '' ? {} : { lexicon }),
    ...(dictDir === null ? {} : { dictDir }),
  };
}
