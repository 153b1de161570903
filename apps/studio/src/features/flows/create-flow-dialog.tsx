'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Field, TextInput } from '../../shared/ui/field';
import { BLANK_ID, TemplateCards, templateCards } from './template-cards';
import { useFlowCommands, useTemplates } from './use-flows';

/** A name and a template; then the editor. */
export const CreateFlowDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useTranslations('flows.create');
  const words = useTranslations('shared');
  const router = useRouter();
  const templates = useTemplates();
  const { create } = useFlowCommands();
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('');
  const cards = templateCards(templates.data?.items ?? [], { name: t('blank'), description: t('blankDescription') });
  const template = chosen ?? cards[0]?.id ?? BLANK_ID;
  const submit = () =>
    create.mutate(
      { name: name.trim(), ...(template !== BLANK_ID && { template }) },
      { onSuccess: ({ id }) => router.push(`/flows/${id}`) },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('title')}
      lead={t('lead')}
      widthPx={680}
      foot={
        <>
          {create.isError && (
            <p role="alert" className="mr-auto text-danger">
              {t('failed')}
            </p>
          )}
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button
            kind="primary"
            type="submit"
            form="create-flow"
            isBusy={create.isPending || create.isSuccess}
            disabled={name.trim() === ''}
          >
            {t('submit')}
          </Button>
        </>
      }
    >
      <form
        id="create-flow"
        className="flex flex-col gap-5 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t('name')}>
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              required
              maxLength={120}
              value={name}
              placeholder={t('namePlaceholder')}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <TemplateCards label={t('lead')} cards={cards} chosen={template} onChoose={setChosen} isSmall />
      </form>
    </Dialog>
  );
};
