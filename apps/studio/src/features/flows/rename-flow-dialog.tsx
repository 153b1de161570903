'use client';

import type { FlowSummary } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Field, TextInput } from '../../shared/ui/field';
import { useFlowCommands } from './use-flows';

/** Another name for a flow. */
export const RenameFlowDialog = ({ flow, onClose }: { readonly flow: FlowSummary; readonly onClose: () => void }) => {
  const t = useTranslations('flows');
  const words = useTranslations('shared');
  const [name, setName] = useState(flow.name);
  const { rename } = useFlowCommands();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('renameDialog.title')}
      widthPx={420}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button
            kind="primary"
            type="submit"
            form="rename-flow"
            isBusy={rename.isPending}
            disabled={name.trim() === ''}
          >
            {t('renameDialog.submit')}
          </Button>
        </>
      }
    >
      <form
        id="rename-flow"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ id: flow.id, name: name.trim() }, { onSuccess: onClose });
        }}
      >
        <Field label={t('renameDialog.name')} problem={rename.isError ? t('commandFailed') : undefined}>
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              maxLength={120}
              value={name}
              onFocus={({ target }) => target.select()}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
};
