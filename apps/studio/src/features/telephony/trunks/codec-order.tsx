'use client';

import type { SipCodec } from '@callwright/protocol';
import { ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '../../../shared/ui/icon-button';

/** Which kinds of sound are offered, the best first. */
export const CodecOrder = ({
  all,
  chosen,
  problem,
  onChange,
}: {
  readonly all: readonly SipCodec[];
  readonly chosen: readonly SipCodec[];
  readonly problem: string | undefined;
  readonly onChange: (chosen: readonly SipCodec[]) => void;
}) => {
  const t = useTranslations('telephony.trunks');
  const rows = [...chosen, ...all.filter((one) => !chosen.includes(one))];
  const sooner = (at: number) => {
    const [one, before] = [chosen[at], chosen[at - 1]];
    if (one && before) onChange(chosen.with(at - 1, one).with(at, before));
  };
  return (
    <fieldset>
      <legend className="mb-1 font-strong text-ink-2">{t('codecs')}</legend>
      {rows.map((codec) => {
        const at = chosen.indexOf(codec);
        return (
          <div key={codec} className="flex min-h-8 max-w-72 items-center gap-2.5">
            <label className="flex flex-1 cursor-pointer items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={at >= 0}
                aria-invalid={problem ? true : undefined}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, codec] : chosen.filter((one) => one !== codec))
                }
              />
              {t(`codec.${codec}`)}
            </label>
            {at > 0 && (
              <IconButton
                icon={ArrowUp}
                label={t('codecSooner', { name: t(`codec.${codec}`) })}
                size={28}
                onClick={() => sooner(at)}
              />
            )}
          </div>
        );
      })}
      <p className={`text-sm ${problem ? 'text-danger' : 'text-ink-3'}`}>{problem ?? t('codecsHelp')}</p>
    </fieldset>
  );
};
