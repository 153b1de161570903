'use client';

import type { TrunkResource } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Switch } from '../../../shared/ui/switch';
import { AdvancedPart } from '../advanced-part';
import { FormNote } from '../form-note';
import { isWrong } from '../form-problem';
import { LineField } from '../line-field';
import { ListField } from '../list-field';
import { useTrunkChanges } from '../read-telephony';
import { useFormProblem } from '../use-form-problem';
import { CredentialsFields } from './credentials-fields';
import { GatewayRows } from './gateway-rows';
import { OutgoingPart } from './outgoing-part';
import { TrunkAdvanced } from './trunk-advanced';
import { changedTrunk, createdTrunk, type TrunkForm, trunkFormOf } from './trunk-form';

/** Sets up a trunk, or changes one. */
export const TrunkDialog = ({
  trunk,
  onClose,
}: {
  /** Null for a new one. */
  readonly trunk: TrunkResource | null;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('telephony.trunks');
  const words = useTranslations('shared');
  const { create, update } = useTrunkChanges();
  const [form, setForm] = useState(() => trunkFormOf(trunk));
  const formId = useId();
  const { problem, refuse, forget } = useFormProblem(formId);
  const change = (part: Partial<TrunkForm>) => {
    setForm((before) => ({ ...before, ...part }));
    forget();
  };
  const save = async () => {
    try {
      if (trunk) await update.mutateAsync({ id: trunk.id, change: changedTrunk(form) });
      else await create.mutateAsync(createdTrunk(form));
      onClose();
    } catch (error) {
      refuse(error);
    }
  };
  const isTaken = problem?.kind === 'conflict';
  const part = { form, problem, onChange: change };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={trunk ? t('editTitle', { name: trunk.name }) : t('addTitle')}
      widthPx={640}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isBusy={create.isPending || update.isPending}>
            {trunk ? words('save') : t('addSave')}
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
          label={t('name')}
          help={t('nameHelp')}
          problem={isTaken ? t('nameTaken') : isWrong(problem, 'name') ? t('nameBad') : undefined}
          value={form.name}
          onChange={(name) => change({ name })}
        />
        <GatewayRows gateways={form.gateways} problem={problem} onChange={(gateways) => change({ gateways })} />
        <Part title={t('signIn')} lead={t('signInLead')}>
          <CredentialsFields
            credentials={form.auth}
            isWrong={isWrong(problem, 'auth')}
            onChange={(auth) => change({ auth })}
          />
          <Switch
            label={t('registers')}
            help={t('registersHelp')}
            isOn={form.registers}
            onChange={(registers) => change({ registers })}
          />
        </Part>
        <Part title={t('incoming')} lead={t('incomingLead')}>
          <ListField
            label={t('inboundAddresses')}
            help={t('inboundAddressesHelp')}
            problem={isWrong(problem, 'inboundAddresses') ? t('inboundAddressesBad') : undefined}
            value={form.inboundAddresses}
            onChange={(inboundAddresses) => change({ inboundAddresses })}
          />
          <CredentialsFields
            credentials={form.inboundAuth}
            isWrong={isWrong(problem, 'inboundAuth')}
            isTheirs
            onChange={(inboundAuth) => change({ inboundAuth })}
          />
        </Part>
        <OutgoingPart {...part} />
        <AdvancedPart title={t('advanced')}>
          <TrunkAdvanced {...part} />
        </AdvancedPart>
        {!isTaken && <FormNote problem={problem} />}
      </form>
    </Dialog>
  );
};

const Part = ({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}) => (
  <section className="-mx-6 flex flex-col gap-4 border-t border-line px-6 pt-4">
    <div>
      <h3 className="font-title">{title}</h3>
      <p className="text-sm text-ink-3">{lead}</p>
    </div>
    {children}
  </section>
);
