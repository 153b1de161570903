'use client';

import { Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { type ApiFailure, hasCode } from '../../shared/api/api-failure';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { showToast } from '../../shared/ui/toast-store';
import { useFlowCommands } from './use-flows';

type Refused = { readonly fileName: string; readonly problems: ApiFailure['problems'] };

/** Makes a flow of a file, and opens it; or says, line by line, why it cannot. */
export const ImportFlow = () => {
  const t = useTranslations('flows.import');
  const router = useRouter();
  const { importFile } = useFlowCommands();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const take = async (file: File) => {
    const { name: fileName } = file;
    importFile.mutate(
      { text: await file.text(), fileName },
      {
        onSuccess: ({ id }) => router.push(`/flows/${id}`),
        onError: (error) => {
          if (hasCode(error, 'flow.badFile')) setRefused({ fileName, problems: error.problems });
          else showToast({ text: t('failed'), tone: 'danger' });
        },
      },
    );
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml,.json"
        aria-label={t('file')}
        className="hidden"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file may be chosen again after it was mended.
          target.value = '';
          if (file) void take(file);
        }}
      />
      <Button icon={Upload} isBusy={importFile.isPending} onClick={() => input.current?.click()}>
        {t('button')}
      </Button>
      {refused && <Problems refused={refused} onClose={() => setRefused(null)} />}
    </>
  );
};

const Problems = ({
  refused: { fileName, problems },
  onClose,
}: {
  readonly refused: Refused;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('flows.import');
  return (
    <Dialog isOpen onClose={onClose} title={t('refused', { name: fileName })} lead={t('refusedLead')} widthPx={560}>
      <ul className="flex flex-col gap-2">
        {problems.map(({ message, line, column }) => (
          <li key={`${line} ${column} ${message}`} className="flex gap-3">
            <b className="w-16 shrink-0 font-semibold tabular-nums">{line !== undefined && t('line', { line })}</b>
            <span className="min-w-0 break-words text-ink-2">{message}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
};
