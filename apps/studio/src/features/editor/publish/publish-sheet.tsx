'use client';

import { type FlowProblem, flowVersion, flowVersionDetail } from '@callwright/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, Rocket } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { hasCode } from '../../../shared/api/api-failure';
import { api } from '../../../shared/api/client';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { failureKind } from '../../../shared/ui/failure-note';
import { Field, TextArea } from '../../../shared/ui/field';
import { Icon } from '../../../shared/ui/icon';
import { Skeleton } from '../../../shared/ui/spinner';
import { useEditor, useEditorParts } from '../editor-context';
import { documentOf } from '../editor-store';
import { inOrder, SeveritySign } from '../problems/severity';
import { wordsOf } from '../problems/speech-problem';
import { useShowProblem } from '../problems/use-show-problem';
import { ChangeList } from './change-list';
import { describeChanges } from './describe-changes';

/** What publishing will change, what stands in its way, and the word that does it. */
export const PublishSheet = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useTranslations('editor.publish');
  const words = useTranslations('shared');
  const { store } = useEditorParts();
  const [note, setNote] = useState('');
  const problems = useEditor((state) => state.problems);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const changes = useChanges();
  const publish = usePublish();
  const isSame = changes.data?.isFirst === false && changes.data.list.length === 0;
  const done = publish.data;
  if (done) {
    return (
      <Dialog isOpen onClose={onClose} title={t('doneTitle', { version: done.version })} widthPx={460}>
        <Done />
        <div className="mt-5 flex justify-end">
          <Button kind="primary" onClick={onClose}>
            {t('doneClose')}
          </Button>
        </div>
      </Dialog>
    );
  }
  const version = (store.getState().publishedVersion ?? 0) + 1;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      widthPx={880}
      title={t('title', { version })}
      lead={changes.data?.isFirst ? t('leadFirst') : t('lead')}
      foot={
        <>
          {publish.error !== null && (
            <p role="alert" className="mr-auto text-danger">
              {hasCode(publish.error, 'flow.invalid') ? t('refused') : words(`failure.${failureKind(publish.error)}`)}
            </p>
          )}
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button
            kind="primary"
            icon={Rocket}
            isBusy={publish.isPending}
            disabled={errors > 0 || isSame}
            onClick={() => publish.mutate(note.trim())}
          >
            {t('submit')}
          </Button>
        </>
      }
    >
      <div className="grid gap-6 md:grid-cols-[minmax(0,1fr)_300px]">
        <div>
          <h3 className="mb-2 font-title">{t('changes')}</h3>
          {changes.isPending && <Skeleton className="h-24" />}
          {changes.isError && <p className="text-danger">{t('changesUnknown')}</p>}
          {isSame && <p className="text-ink-2">{t('nothingChanged')}</p>}
          {changes.data?.isFirst && <FirstVersion />}
          {changes.data && !changes.data.isFirst && !isSame && <ChangeList changes={changes.data.list} />}
        </div>
        <div className="flex flex-col gap-5">
          <div>
            <h3 className="mb-2 font-title">{t('check')}</h3>
            <Check refused={problemsOf(publish.error)} onClose={onClose} />
          </div>
          <Field label={t('note')} help={t('noteHelp')}>
            {(control) => (
              <TextArea
                {...control}
                rows={3}
                maxLength={500}
                value={note}
                onChange={({ target }) => setNote(target.value)}
              />
            )}
          </Field>
        </div>
      </div>
    </Dialog>
  );
};

const Done = () => {
  const t = useTranslations('editor.publish');
  const endpoints = useEditor((state) => state.endpoints);
  return (
    <p className="flex gap-3 text-ink-2">
      <Icon icon={CircleCheck} size={20} className="text-ok" />
      <span>{endpoints.length > 0 ? t('doneReached', { endpoints: endpoints.join(', ') }) : t('doneUnreached')}</span>
    </p>
  );
};

const FirstVersion = () => {
  const t = useTranslations('editor.publish');
  const count = useEditor((state) => documentOf(state).flow.nodes.length);
  return <p className="text-ink-2">{t('firstVersion', { count })}</p>;
};

/** What stands in the way: as the draft was proved here, and what the api found besides. */
const Check = ({ refused, onClose }: { readonly refused: readonly FlowProblem[]; readonly onClose: () => void }) => {
  const t = useTranslations('editor');
  const found = useEditor((state) => state.problems);
  const show = useShowProblem();
  const problems = [...found, ...refused.filter((one) => !found.some((known) => isSame(one, known)))];
  if (problems.length === 0) {
    return (
      <p className="flex gap-2 text-ink-2">
        <Icon icon={CircleCheck} className="mt-0.5 text-ok" />
        {t('publish.checkFine')}
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-2">
      {inOrder(problems).map((problem, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same problem may stand twice
        <li key={at} className="flex items-start gap-2 [&>:first-child]:mt-0.5">
          <SeveritySign severity={problem.severity} />
          <span>
            <StepName
              nodeId={problem.nodeId}
              onShow={() => {
                onClose();
                show(problem);
              }}
            />{' '}
            <span className="text-ink-2">{wordsOf(problem)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
};

/** A step by its name in the draft, and the way to it. */
const StepName = ({ nodeId, onShow }: { readonly nodeId: string | undefined; readonly onShow: () => void }) => {
  const t = useTranslations('editor.problems');
  const name = useEditor((state) => documentOf(state).flow.nodes.find(({ id }) => id === nodeId)?.name);
  if (name === undefined) return <b className="font-semibold">{t('wholeFlow')}</b>;
  return (
    <button
      type="button"
      className="inline text-left font-semibold underline decoration-line-strong underline-offset-3 hover:decoration-current"
      onClick={onShow}
    >
      {name}
    </button>
  );
};

const isSame = (a: FlowProblem, b: FlowProblem): boolean =>
  a.nodeId === b.nodeId && a.code === b.code && a.message === b.message;

const problemsOf = (error: unknown): readonly FlowProblem[] => (hasCode(error, 'flow.invalid') ? error.problems : []);

const useChanges = () => {
  const { store } = useEditorParts();
  const flowId = useEditor((state) => state.flowId);
  const version = useEditor((state) => state.publishedVersion);
  const document = useEditor(documentOf);
  const query = useQuery({
    queryKey: ['flows', flowId, 'versions', version],
    queryFn: ({ signal }) =>
      version === null ? null : api.get(`/flows/${flowId}/versions/${version}`, flowVersionDetail, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const data = useMemo(
    () =>
      query.data === undefined
        ? undefined
        : {
            isFirst: query.data === null,
            list: query.data ? describeChanges(query.data.document, document, store.getState().definitions) : [],
          },
    [query.data, document, store],
  );
  return { ...query, data };
};

const usePublish = () => {
  const { store, saver } = useEditorParts();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (note: string) => {
      await saver.flush();
      const { flowId } = store.getState();
      const body = note === '' ? { revision: saver.revision } : { revision: saver.revision, note };
      return api.post(`/flows/${flowId}/publish`, body, flowVersion);
    },
    onSuccess: ({ version }) => {
      store.setState({ publishedVersion: version, cleanDocument: documentOf(store.getState()) });
      return queries.invalidateQueries({ queryKey: ['flows'] });
    },
  });
};
