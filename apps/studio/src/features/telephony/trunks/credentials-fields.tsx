'use client';

import { useTranslations } from 'next-intl';
import { LineField } from '../line-field';
import type { CredentialsForm } from './trunk-form';

/** A user name and a password; a password that is kept is not shown, and stays when none is typed. */
export const CredentialsFields = ({
  credentials,
  isWrong,
  isTheirs = false,
  onChange,
}: {
  readonly credentials: CredentialsForm;
  readonly isWrong: boolean;
  /** Whether it is what the other side has to know, and not what we are. */
  readonly isTheirs?: boolean;
  readonly onChange: (credentials: CredentialsForm) => void;
}) => {
  const t = useTranslations('telephony.trunks');
  const { username, password, hasPassword } = credentials;
  return (
    <div className="grid grid-cols-2 items-start gap-4 max-[560px]:grid-cols-1">
      <LineField
        label={t(isTheirs ? 'theirUser' : 'user')}
        help={t(isTheirs ? 'theirUserHelp' : 'userHelp')}
        problem={isWrong ? t('userBad') : undefined}
        value={username}
        onChange={(next) => onChange({ ...credentials, username: next })}
      />
      <LineField
        type="password"
        label={t(isTheirs ? 'theirPassword' : 'password')}
        help={hasPassword ? t('passwordKept') : undefined}
        placeholder={hasPassword ? '••••••••' : undefined}
        value={password}
        onChange={(next) => onChange({ ...credentials, password: next })}
      />
    </div>
  );
};
