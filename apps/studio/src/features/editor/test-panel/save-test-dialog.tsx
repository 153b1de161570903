'use client';

import type { FlowScript } from '@callwright/flow-engine';
import { formatTestFile } from '@callwright/flow-engine/simulator';
import { Copy, Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { copyText } from '../../../shared/ui/copy-text';
import { Dialog } from '../../../shared/ui/dialog';
import { downloadText } from '../../../shared/ui/download-text';
import { Field, TextArea, TextInput } from '../../../shared/ui/field';
import { fileNameOf } from '../../flows/file-name';
import { useEditor } from '../editor-context';
import { useActWords } from './describe-act';
import { useTest, useTestActions } from './test-context';
import { testOf } from './test-of';

/** The test call as a flow test, to be copied or kept as a file. */
export const SaveTestDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useTranslations('testPanel.save');
  const flowName = useEditor((state) => state.flowName);
  const { script, text, name, setName } = useTestText();
  const file = `${fileNameOf(flowName)}.test.yaml`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('title')}
      lead={t('lead')}
      widthPx={640}
      foot={
        <>
          <Button
            icon={Copy}
            disabled={script === null}
            onClick={() => void copyText(text, { done: t('copied'), refused: t('refused') })}
          >
            {t('copy')}
          </Button>
          <Button
            kind="primary"
            icon={Download}
            disabled={script === null}
            onClick={() => downloadText(file, text, 'application/yaml')}
          >
            {t('download')}
          </Button>
        </>
      }
      className="flex flex-col gap-4"
    >
      <Field label={t('name')}>
        {(control) => (
          <TextInput {...control} maxLength={200} value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Field label={t('file')}>
        {(control) => (
          <TextArea {...control} readOnly rows={14} spellCheck={false} value={text} className="font-mono text-sm" />
        )}
      </Field>
    </Dialog>
  );
};

/** The text of the test: as short a script as leads the same way, and what came of the call. */
const useTestText = () => {
  const t = useTranslations('testPanel.save');
  const actions = useTestActions();
  const words = useActWords();
  const state = useTest(({ view }) => view?.state ?? null);
  const [script, setScript] = useState<FlowScript | null>(null);
  const [typed, setName] = useState<string | null>(null);
  useEffect(() => {
    let isOver = false;
    void actions.script().then((found) => {
      if (!isOver) setScript(found);
    });
    return () => {
      isOver = true;
    };
  }, [actions]);
  const did = script?.when.map(words).join(', ') ?? '';
  const usual = (did === '' ? t('begins') : t('caller', { did })).slice(0, 200);
  const name = typed ?? usual;
  const test = script && state ? testOf(name.trim() === '' ? usual : name, script, state) : null;
  return { script, name, setName, text: test ? formatTestFile({ tests: [test] }) : '' };
};
