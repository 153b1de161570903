'use client';

import type { WaitingFor } from '@callwright/flow-engine/simulator';
import { Code } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Field, TextArea } from '../../../shared/ui/field';
import { useTestActions } from './test-context';
import { Card, readJsonText } from './turn-card';

/** Code of the flow's author that cannot run here: its source, and what it is to give. */
export const CodeCard = ({ waiting }: { readonly waiting: Extract<WaitingFor, { readonly kind: 'code' }> }) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  const [text, setText] = useState('{}');
  const [isBad, setBad] = useState(false);
  return (
    <Card icon={Code} title={t('code')} help={t('codeHelp')} onWait={actions.skip}>
      <pre className="max-h-24 w-full overflow-auto rounded-field bg-surface px-2.5 py-1.5 font-mono text-sm">
        {waiting.source}
      </pre>
      <form
        className="flex w-full flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const read = readJsonText(text);
          setBad(!read);
          if (read) actions.do({ code: { value: read.value } });
        }}
      >
        <Field label={t('codeValue')} problem={isBad ? t('badJson') : undefined}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              spellCheck={false}
              className="font-mono text-sm"
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <div className="flex gap-1.5">
          <Button type="submit" size="small" kind="live">
            {t('codeGive')}
          </Button>
          <Button size="small" onClick={() => actions.do({ code: { error: 'failed' } })}>
            {t('codeFails')}
          </Button>
        </div>
      </form>
    </Card>
  );
};
