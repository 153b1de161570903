'use client';

import { sipCodec, trunkSettings } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { Switch } from '../../../shared/ui/switch';
import { ChoiceField } from '../choice-field';
import { isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { ListField } from '../list-field';
import { CodecOrder } from './codec-order';
import type { TrunkPart } from './outgoing-part';
import type { TrunkForm } from './trunk-form';

const SRTP = trunkSettings.shape.srtp.unwrap().options;
const KEYS = trunkSettings.shape.keys.unwrap().options;
const TEXTS = [
  'outboundProxy',
  'fromDomain',
  'dialPrefix',
  'registerExpiresSeconds',
  'sessionExpiresSeconds',
] as const satisfies readonly (keyof TrunkForm)[];

/** What few trunks need. */
export const TrunkAdvanced = ({ form, problem, onChange }: TrunkPart) => {
  const t = useTranslations('telephony.trunks');
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-4 max-[560px]:grid-cols-1">
        {TEXTS.map((name) => (
          <LineField
            key={name}
            label={t(name)}
            help={t(`${name}Help`)}
            problem={isWrong(problem, name) ? t(`${name}Bad`) : undefined}
            value={form[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
        <ChoiceField
          label={t('srtp')}
          help={t('srtpHelp')}
          value={form.srtp}
          options={SRTP.map((value) => ({ value, label: t(`srtps.${value}`) }))}
          onChange={(srtp) => onChange({ srtp })}
        />
        <ChoiceField
          label={t('keys')}
          help={t('keysHelp')}
          value={form.keys}
          options={KEYS.map((value) => ({ value, label: t(`keysBy.${value}`) }))}
          onChange={(keys) => onChange({ keys })}
        />
      </div>
      <CodecOrder
        all={sipCodec.options}
        chosen={form.codecs}
        problem={isWrong(problem, 'codecs') ? t('codecsBad') : undefined}
        onChange={(codecs) => onChange({ codecs })}
      />
      <Switch
        label={t('checksHealth')}
        help={t('checksHealthHelp')}
        isOn={form.checksHealth}
        onChange={(checksHealth) => onChange({ checksHealth })}
      />
      <ListField
        label={t('headers')}
        help={t('headersHelp')}
        problem={isWrong(problem, 'headers') ? t('headersBad') : undefined}
        rows={1}
        value={form.headers}
        onChange={(headers) => onChange({ headers })}
      />
    </>
  );
};
