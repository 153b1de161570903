'use client';

import { createEndpoint, type EndpointResource, type FlowId } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { hasCode } from '../../shared/api/api-failure';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Field, SelectInput, TextInput } from '../../shared/ui/field';
import { Switch } from '../../shared/ui/switch';
import { defaultsWith, soundOf } from './line-sound';
import { LineSoundPart } from './line-sound-part';
import { useFlows, useLineChanges } from './resources';

/** Makes a line, or changes one. */
export const LineDialog = ({
  line,
  onClose,
}: {
  /** Null for a new one. */
  readonly line: EndpointResource | null;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('settings.lines');
  const words = useTranslations('shared');
  const { data: flows } = useFlows();
  const { create, update } = useLineChanges();
  const [name, setName] = useState(line?.name ?? '');
  const [flowId, setFlowId] = useState<FlowId | null>(line?.flowId ?? null);
  const [isPublic, setPublic] = useState(line?.isPublic ?? false);
  const [sound, setSound] = useState(soundOf(line?.defaults ?? {}));
  const [problem, setProblem] = useState<'nameBad' | 'nameTaken' | 'notSaved' | null>(null);
  const formId = useId();

  const save = async () => {
    const parsed = createEndpoint.shape.name.safeParse(name);
    if (!parsed.success) {
      setProblem('nameBad');
      return;
    }
    const defaults = defaultsWith(line?.defaults ?? {}, sound);
    const change = { name: parsed.data, flowId, isPublic, defaults };
    try {
      if (line) await update.mutateAsync({ id: line.id, change });
      else await create.mutateAsync(change);
      onClose();
    } catch (error) {
      setProblem(hasCode(error, 'api.conflict') ? 'nameTaken' : 'notSaved');
    }
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(line ? 'editTitle' : 'addTitle')}
      widthPx={520}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isBusy={create.isPending || update.isPending}>
            {t(line ? 'save' : 'addSave')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={t('name')}
          help={t('nameHelp')}
          problem={problem === 'nameBad' || problem === 'nameTaken' ? t(problem) : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setProblem(null);
              }}
            />
          )}
        </Field>
        <Field label={t('flow')}>
          {(control) => (
            <SelectInput
              {...control}
              value={flowId ?? ''}
              onChange={(event) => setFlowId(flows?.items.find(({ id }) => id === event.target.value)?.id ?? null)}
            >
              <option value="">{t('noFlow')}</option>
              {flows?.items.map((flow) => (
                <option key={flow.id} value={flow.id}>
                  {flow.publishedVersion === null ? `${flow.name} (${t('unpublished')})` : flow.name}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Switch label={t('public')} help={t('publicHelp')} isOn={isPublic} onChange={setPublic} />
        <LineSoundPart sound={sound} onChange={(part) => setSound((before) => ({ ...before, ...part }))} />
        {problem === 'notSaved' && (
          <p role="alert" className="text-danger">
            <NotSaved />
          </p>
        )}
      </form>
    </Dialog>
  );
};

const NotSaved = () => useTranslations('settings')('notSaved');
