import { create } from 'zustand';

/** A message that goes away by itself, or by its one action. */
export type ToastMessage = {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'danger';
  readonly durationMs: number;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Called when it goes away without its action. */
  readonly onExpire?: () => void;
};

type ToastStore = {
  readonly toasts: readonly ToastMessage[];
  readonly show: (toast: Partial<ToastMessage> & { readonly text: string }) => number;
  readonly remove: (id: number) => void;
};

const MAX_SHOWN = 4;
let lastId = 0;

/** The messages shown at the foot of the page; at most four, the oldest goes first. */
export const useToastStore = create<ToastStore>((set, get) => ({
  toasts: [],
  show: (toast) => {
    lastId += 1;
    const shown: ToastMessage = { tone: 'plain', durationMs: 6000, ...toast, id: lastId };
    const all = [...get().toasts, shown];
    for (const dropped of all.slice(0, -MAX_SHOWN)) dropped.onExpire?.();
    set({ toasts: all.slice(-MAX_SHOWN) });
    return shown.id;
  },
  remove: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
}));

/** Shows a message at the foot of the page. */
export const showToast = (toast: Partial<ToastMessage> & { readonly text: string }): number =>
  useToastStore.getState().show(toast);
