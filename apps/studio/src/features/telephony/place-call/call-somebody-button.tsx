'use client';

import { PhoneOutgoing } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../shared/ui/button';
import { CallSomebodyDialog } from './call-somebody-dialog';

/** Opens what has somebody called. */
export const CallSomebodyButton = () => {
  const t = useTranslations('telephony.place');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={PhoneOutgoing} onClick={() => setOpen(true)}>
        {t('button')}
      </Button>
      {isOpen && <CallSomebodyDialog callee="" onClose={() => setOpen(false)} />}
    </>
  );
};
