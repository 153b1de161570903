import type { PathStep } from '@callwright/protocol';
import { useEffect } from 'react';
import { stepBeside } from './call-moments';
import type { Player } from './player';

/** Space plays and pauses, J and K go a step back and forward; not while one types or presses a button. */
export const useStepKeys = (player: Player, path: readonly PathStep[]): void => {
  useEffect(() => {
    const goBeside = (direction: -1 | 1) => {
      const ms = stepBeside(path, player.ms, direction);
      if (ms !== null) player.seek(ms);
    };
    const actions: Readonly<Record<string, () => void>> = {
      ' ': player.toggle,
      j: () => goBeside(-1),
      k: () => goBeside(1),
    };
    const take = (event: KeyboardEvent) => {
      const action = actions[event.key];
      if (!action || isTaken(event)) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', take);
    return () => window.removeEventListener('keydown', take);
  }, [player, path]);
};

// A focused button is pressed by Space; J and K are letters only where one types.
const isTaken = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean => {
  if (ctrlKey || metaKey || altKey) return true;
  if (!(target instanceof Element)) return false;
  if (target.closest('input,textarea,select,[contenteditable=true],[role=dialog],[role=menu]')) return true;
  return key === ' ' && target.closest('button,a,[role=button],[role=tab]') !== null;
};
