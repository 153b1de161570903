'use client';

import { type ProtocolName, protocolName } from '@callwright/protocol';
import { Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePublicConfig } from '../../shared/api/live-events';
import { copyText } from '../../shared/ui/copy-text';
import { Field, SelectInput } from '../../shared/ui/field';
import { IconButton } from '../../shared/ui/icon-button';
import { lineAddress } from './line-address';

/** The way the calls of a line come, and what the far side is given so that they do. */
export const LineProtocolPart = ({
  protocol,
  name,
  hasFlow,
  onChange,
}: {
  readonly protocol: ProtocolName | null;
  /** Of the line, as it is being written. */
  readonly name: string;
  /** Whether a flow of ours answers, which can be checked. */
  readonly hasFlow: boolean;
  readonly onChange: (protocol: ProtocolName | null) => void;
}) => {
  const t = useTranslations('settings.lines.protocol');
  const names = useTranslations('shared.protocol');
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('label')} help={t(`help.${protocol ?? (hasFlow ? 'any' : 'anyUnchecked')}`)}>
        {(control) => (
          <SelectInput
            {...control}
            value={protocol ?? ''}
            onChange={({ target }) => onChange(protocolName.options.find((one) => one === target.value) ?? null)}
          >
            <option value="">{t('any')}</option>
            {protocolName.options.map((one) => (
              <option key={one} value={one}>
                {names(one)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {protocol && <Address protocol={protocol} name={name} />}
    </div>
  );
};

const Address = ({ protocol, name }: { readonly protocol: ProtocolName; readonly name: string }) => {
  const t = useTranslations('settings');
  const { data: config } = usePublicConfig();
  const address = config && lineAddress(protocol, config.mediaUrl, name);
  if (!address) return null;
  const copy = () => copyText(address, { done: t('lines.protocol.copied'), refused: t('notCopied') });
  return (
    <div className="flex items-center gap-2 rounded-field bg-surface-2 py-1 pr-1 pl-2.5">
      <span className="min-w-0 flex-1 font-mono text-sm break-all">{address}</span>
      <IconButton icon={Copy} label={t('lines.protocol.copy')} size={28} onClick={() => void copy()} />
    </div>
  );
};
