'use client';

import { sipTransport } from '@callwright/protocol';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { Field, SelectInput, TextInput } from '../../../shared/ui/field';
import { IconButton } from '../../../shared/ui/icon-button';
import { type FormProblem, isWrong } from '../form-problem';
import { type GatewayForm, newGateway } from './trunk-form';

const MOST = 10;

/** The machines of a trunk, in the order in which they are tried. */
export const GatewayRows = ({
  gateways,
  problem,
  onChange,
}: {
  readonly gateways: readonly GatewayForm[];
  readonly problem: FormProblem | null;
  readonly onChange: (gateways: readonly GatewayForm[]) => void;
}) => {
  const t = useTranslations('telephony.trunks.gateways');
  const add = () => {
    const key = Math.max(-1, ...gateways.map((one) => one.key)) + 1;
    onChange([...gateways, newGateway(key, gateways.at(-1))]);
  };
  const move = (at: number, by: number) => {
    const moved = gateways.toSpliced(at, 1);
    const row = gateways[at];
    if (row) onChange(moved.toSpliced(at + by, 0, row));
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{t('title')}</legend>
      {gateways.map((gateway, at) => (
        <div key={gateway.key} className="flex items-start gap-2">
          <GatewayFields
            gateway={gateway}
            at={at}
            problem={problem}
            onChange={(next) => onChange(gateways.with(at, next))}
          />
          {gateways.length > 1 && (
            <div className={`flex shrink-0 ${at === 0 ? 'pt-[28px]' : 'pt-0.5'}`}>
              <IconButton icon={ArrowUp} label={t('up')} size={28} disabled={at === 0} onClick={() => move(at, -1)} />
              <IconButton
                icon={ArrowDown}
                label={t('down')}
                size={28}
                disabled={at === gateways.length - 1}
                onClick={() => move(at, 1)}
              />
              <IconButton
                icon={Trash2}
                label={t('remove')}
                size={28}
                onClick={() => onChange(gateways.toSpliced(at, 1))}
              />
            </div>
          )}
        </div>
      ))}
      <div className="flex items-center gap-3">
        <Button size="small" icon={Plus} disabled={gateways.length >= MOST} onClick={add}>
          {t('add')}
        </Button>
        <p className="text-sm text-ink-3">{t(gateways.length > 1 ? 'orderHelp' : 'addHelp')}</p>
      </div>
    </fieldset>
  );
};

const GatewayFields = ({
  gateway,
  at,
  problem,
  onChange,
}: {
  readonly gateway: GatewayForm;
  readonly at: number;
  readonly problem: FormProblem | null;
  readonly onChange: (gateway: GatewayForm) => void;
}) => {
  const t = useTranslations('telephony.trunks.gateways');
  const path = `gateways.${at}`;
  const isPortWrong = isWrong(problem, `${path}.port`);
  // What the api finds wrong with a machine as a whole is its host.
  const isHostWrong = !isPortWrong && isWrong(problem, path);
  return (
    <>
      <Field
        label={t('host')}
        isLabelHidden={at > 0}
        problem={isHostWrong ? t('hostBad') : undefined}
        className="min-w-0 flex-1"
      >
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            spellCheck={false}
            placeholder={t('hostExample')}
            value={gateway.host}
            onChange={({ target }) => onChange({ ...gateway, host: target.value })}
          />
        )}
      </Field>
      <Field
        label={t('port')}
        isLabelHidden={at > 0}
        problem={isPortWrong ? t('portBad') : undefined}
        className="w-24 shrink-0"
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            autoComplete="off"
            placeholder={t('portUsual')}
            value={gateway.port}
            onChange={({ target }) => onChange({ ...gateway, port: target.value })}
            className="tabular-nums"
          />
        )}
      </Field>
      <Field label={t('transport')} isLabelHidden={at > 0} className="w-32 shrink-0">
        {(control) => (
          <SelectInput
            {...control}
            value={gateway.transport}
            onChange={({ target }) =>
              onChange({ ...gateway, transport: sipTransport.options.find((one) => one === target.value) ?? 'udp' })
            }
          >
            {sipTransport.options.map((one) => (
              <option key={one} value={one}>
                {t(`transports.${one}`)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
    </>
  );
};
