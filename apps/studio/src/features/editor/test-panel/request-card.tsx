'use client';

import type { WaitingFor } from '@callwright/flow-engine/simulator';
import type { JournalLine } from '@callwright/protocol';
import { Globe } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Field, TextArea, TextInput } from '../../../shared/ui/field';
import { sampleBody } from './sample-body';
import { useTestActions } from './test-context';
import { Card, readJsonText } from './turn-card';

const OK = 200;

/** A web service that is asked, and what it answers: a status and JSON, or nothing at all. */
export const RequestCard = ({
  waiting,
  journal,
}: {
  readonly waiting: Extract<WaitingFor, { readonly kind: 'http' }>;
  readonly journal: readonly JournalLine[];
}) => {
  const t = useTranslations('testPanel.turn');
  const actions = useTestActions();
  const { id, request } = waiting;
  const [status, setStatus] = useState(String(OK));
  const [body, setBody] = useState(() => JSON.stringify(sampleBody(journal, id), null, 2));
  const [isBad, setBad] = useState(false);
  const answer = () => {
    const read = readJsonText(body);
    setBad(!read);
    if (read) actions.do({ http: { status: statusOf(status), body: read.value } });
  };
  return (
    <Card
      icon={Globe}
      title={t('request', { method: request.method, url: request.url })}
      help={t('serviceHelp')}
      onWait={actions.skip}
    >
      <form
        className="flex w-full flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          answer();
        }}
      >
        <Field label={t('body')} problem={isBad ? t('badJson') : undefined}>
          {(control) => (
            <TextArea
              {...control}
              rows={Math.min(6, body.split('\n').length)}
              spellCheck={false}
              className="font-mono text-sm"
              value={body}
              onChange={({ target }) => setBody(target.value)}
            />
          )}
        </Field>
        <div className="flex items-center gap-1.5">
          <TextInput
            aria-label={t('status')}
            inputMode="numeric"
            maxLength={3}
            className="h-[26px] w-14 text-sm tabular-nums"
            value={status}
            onChange={({ target }) => setStatus(target.value)}
          />
          <Button type="submit" size="small" kind="live">
            {t('answer')}
          </Button>
          <Button size="small" onClick={() => actions.do({ http: { error: 'http.timeout' } })}>
            {t('noAnswer')}
          </Button>
        </div>
      </form>
    </Card>
  );
};

const statusOf = (text: string): number => {
  const status = Math.trunc(Number(text));
  return status >= 100 && status <= 599 ? status : OK;
};
