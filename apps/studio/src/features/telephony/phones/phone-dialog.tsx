'use client';

import { createSipUser, type SipUserResource } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Switch } from '../../../shared/ui/switch';
import { FormNote } from '../form-note';
import { type FormProblem, isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { usePhoneChanges } from '../read-telephony';
import { useFormProblem } from '../use-form-problem';
import { suggestedUsername } from './suggested-username';

/** Gives somebody a telephone, or changes what it may do. */
export const PhoneDialog = ({
  user,
  onMade,
  onClose,
}: {
  /** Null for somebody new. */
  readonly user: SipUserResource | null;
  /** Given who was made, with the password. */
  readonly onMade: (user: SipUserResource) => void;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('telephony.phones');
  const words = useTranslations('shared');
  const { create, update } = usePhoneChanges();
  const [displayName, setDisplayName] = useState(user?.displayName ?? '');
  const [typedUsername, setUsername] = useState<string>();
  const [callerId, setCallerId] = useState(user?.callerId ?? '');
  const [mayDialOut, setMayDialOut] = useState(user?.mayDialOut ?? false);
  const formId = useId();
  const { problem, refuse, forget } = useFormProblem(formId);
  const username = typedUsername ?? suggestedUsername(displayName);
  const typed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      forget();
    };
  const save = async () => {
    const rest = { displayName, callerId: callerId.trim() || null, mayDialOut };
    try {
      if (!user) return onMade(await create.mutateAsync(createSipUser.parse({ ...rest, username })));
      const change = createSipUser.pick({ displayName: true, callerId: true, mayDialOut: true }).parse(rest);
      await update.mutateAsync({ id: user.id, change });
      onClose();
    } catch (error) {
      refuse(error);
    }
  };
  const isTaken = problem?.kind === 'conflict';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={user ? t('editTitle', { name: user.displayName }) : t('addTitle')}
      widthPx={480}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isBusy={create.isPending || update.isPending}>
            {user ? words('save') : t('addSave')}
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
        <LineField
          autoFocus
          label={t('displayName')}
          help={t('displayNameHelp')}
          problem={isWrong(problem, 'displayName') ? t('displayNameBad') : undefined}
          value={displayName}
          onChange={typed(setDisplayName)}
        />
        <Username user={user} value={username} problem={problem} onChange={typed(setUsername)} />
        <Switch label={t('mayDialOut')} help={t('mayDialOutHelp')} isOn={mayDialOut} onChange={setMayDialOut} />
        <LineField
          inputMode="tel"
          label={t('callerId')}
          help={t('callerIdHelp')}
          problem={isWrong(problem, 'callerId') ? t('callerIdBad') : undefined}
          value={callerId}
          onChange={typed(setCallerId)}
        />
        {!isTaken && <FormNote problem={problem} />}
      </form>
    </Dialog>
  );
};

const Username = ({
  user,
  value,
  problem,
  onChange,
}: {
  readonly user: SipUserResource | null;
  readonly value: string;
  readonly problem: FormProblem | null;
  readonly onChange: (value: string) => void;
}) => {
  const t = useTranslations('telephony.phones');
  if (user) return <p className="text-ink-2">{t('usernameStays', { user: user.username })}</p>;
  const bad = isWrong(problem, 'username') ? t('usernameBad') : undefined;
  return (
    <LineField
      label={t('username')}
      help={t('usernameHelp')}
      problem={problem?.kind === 'conflict' ? t('usernameTaken') : bad}
      value={value}
      onChange={onChange}
    />
  );
};
