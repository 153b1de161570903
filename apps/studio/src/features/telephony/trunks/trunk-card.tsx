'use client';

import type { TrunkResource } from '@callwright/protocol';
import {
  Check,
  CircleAlert,
  CircleDashed,
  Ellipsis,
  type LucideIcon,
  Pencil,
  Power,
  Stethoscope,
  Trash2,
  TriangleAlert,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { Chip } from '../../../shared/ui/chip';
import { Icon } from '../../../shared/ui/icon';
import { IconButton } from '../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../../shared/ui/menu';
import { showToast } from '../../../shared/ui/toast-store';
import { useTrunkChanges } from '../read-telephony';
import { type GatewayHealth, gatewayHealth, healthOf, type TrunkHealth } from './trunk-health';

const ICONS = {
  ok: Check,
  warning: TriangleAlert,
  danger: CircleAlert,
  plain: CircleDashed,
} satisfies Record<TrunkHealth['tone'], LucideIcon>;

/** A trunk: whether calls can come and go by it, and if not, why not. */
export const TrunkCard = ({
  trunk,
  onEdit,
  onExamine,
  onDelete,
}: {
  readonly trunk: TrunkResource;
  readonly onEdit: () => void;
  readonly onExamine: () => void;
  readonly onDelete: () => void;
}) => {
  const t = useTranslations('telephony.trunks');
  const health = healthOf(trunk);
  const calls = trunk.state?.calls ?? 0;
  return (
    <li className="rounded-[14px] border border-line bg-surface shadow-e1">
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-2 px-[18px] py-3">
        <h3 className="min-w-0 truncate text-lg font-title">{trunk.name}</h3>
        <Chip tone={health.tone} icon={ICONS[health.tone]}>
          {t(`health.${health.name}`)}
        </Chip>
        {calls > 0 && (
          <Chip tone="live" lamp="pulse">
            {t('calls', { count: calls, most: trunk.maxCalls })}
          </Chip>
        )}
        {trunk.numberCount > 0 && (
          <span className="text-sm text-ink-2">{t('numbers', { count: trunk.numberCount })}</span>
        )}
        <div className="ml-auto flex items-center gap-1.5">
          <Button size="small" icon={Stethoscope} onClick={onExamine}>
            {t('examine')}
          </Button>
          <Button size="small" icon={Pencil} onClick={onEdit}>
            {t('edit')}
          </Button>
          <CardMenu trunk={trunk} onDelete={onDelete} />
        </div>
      </header>
      {trunk.state?.registration.problem && trunk.isEnabled && (
        <p className="border-t border-line px-[18px] py-2.5 text-danger">{trunk.state.registration.problem}</p>
      )}
      <ul className="border-t border-line px-[18px] py-1.5">
        {gatewayHealth(trunk).map((gateway) => (
          <Gateway key={gateway.key} gateway={gateway} isOff={!trunk.isEnabled} />
        ))}
      </ul>
    </li>
  );
};

const TONES = { up: 'text-ok', down: 'text-danger', unknown: 'text-ink-3' } as const;
const SIGNS = { up: Check, down: CircleAlert, unknown: CircleDashed } as const;

const Gateway = ({ gateway, isOff }: { readonly gateway: GatewayHealth; readonly isOff: boolean }) => {
  const t = useTranslations('telephony.trunks.gateway');
  const status = isOff ? 'unknown' : gateway.status;
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-0.5 py-1">
      <span className="w-64 min-w-0 truncate tabular-nums">
        {gateway.address} <span className="text-sm text-ink-3">{t(`transport.${gateway.transport}`)}</span>
      </span>
      <span className={`flex min-w-0 items-center gap-1.5 ${TONES[status]}`}>
        <Icon icon={SIGNS[status]} size={14} />
        {isOff ? t('off') : (gateway.problem ?? t(status))}
      </span>
      {status === 'up' && gateway.roundTripMs !== null && (
        <span className="text-sm text-ink-3 tabular-nums">
          {t('roundTrip', { ms: Math.round(gateway.roundTripMs) })}
        </span>
      )}
    </li>
  );
};

const CardMenu = ({ trunk, onDelete }: { readonly trunk: TrunkResource; readonly onDelete: () => void }) => {
  const t = useTranslations('telephony.trunks');
  const words = useTranslations('shared');
  const failed = useTranslations('telephony.form');
  const { update } = useTrunkChanges();
  const refused = () => showToast({ text: failed('unexpected'), tone: 'danger' });
  const setEnabled = (isEnabled: boolean, onSuccess?: () => void) =>
    update.mutate({ id: trunk.id, change: { isEnabled } }, { onSuccess, onError: refused });
  const turn = () =>
    setEnabled(!trunk.isEnabled, () =>
      showToast({
        text: t(trunk.isEnabled ? 'turnedOff' : 'turnedOn', { name: trunk.name }),
        action: { label: words('undo'), run: () => setEnabled(trunk.isEnabled) },
      }),
    );
  return (
    <Menu button={<IconButton icon={Ellipsis} label={t('more', { name: trunk.name })} size={28} />}>
      <MenuItem icon={Power} onSelect={turn}>
        {t(trunk.isEnabled ? 'turnOff' : 'turnOn')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Trash2} tone="danger" onSelect={onDelete}>
        {t('delete')}
      </MenuItem>
    </Menu>
  );
};
