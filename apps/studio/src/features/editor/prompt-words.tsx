import { useTranslations } from 'next-intl';
import { promptPieces, readableName } from './model/prompt-text';
import { RECORDING, useRecording } from './recordings/use-prompts';

/** A prompt to read: its variables as marked words instead of braces, a recording by its name. */
export const PromptWords = ({ text }: { readonly text: string }) =>
  text.startsWith(RECORDING) && !text.includes('{{') ? <RecordingName url={text} /> : <Pieces text={text} />;

const Pieces = ({ text }: { readonly text: string }) =>
  promptPieces(text).map((piece, at) =>
    piece.kind === 'words' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
      <span key={at}>{piece.text}</span>
    ) : (
      <em
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
        key={at}
        className="-mx-px rounded-tag bg-data-soft px-[3px] font-strong text-data not-italic"
      >
        {readableName(piece.name)}
      </em>
    ),
  );

const RecordingName = ({ url }: { readonly url: string }) => {
  const t = useTranslations('editor.widgets.recording');
  return useRecording(url)?.name ?? t('unnamed');
};
