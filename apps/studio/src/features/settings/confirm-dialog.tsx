'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { showToast } from '../../shared/ui/toast-store';

/** Asks once more before something that callers or programs notice at once and that cannot be undone. */
export const ConfirmDialog = ({
  isOpen,
  title,
  lead,
  confirm,
  onConfirm,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly title: string;
  readonly lead: string;
  readonly confirm: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}) => {
  const words = useTranslations('shared');
  const t = useTranslations('settings');
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      showToast({ text: t('notSaved'), tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      lead={lead}
      widthPx={420}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="dangerFilled" isBusy={isBusy} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    />
  );
};
