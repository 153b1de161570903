import { create } from 'zustand';
import { THEME_KEY } from './theme-script';

/** How the studio is coloured: as the system says, or always one way. */
export type Theme = 'system' | 'light' | 'dark';

type ThemeStore = { readonly theme: Theme; readonly choose: (theme: Theme) => void };

/** The chosen colours of this browser. */
export const useThemeStore = create<ThemeStore>((set) => ({
  theme: 'system',
  choose: (theme) => {
    try {
      localStorage.setItem(THEME_KEY, theme);
    } catch {
      // A browser that keeps nothing still shows the choice until the page is left.
    }
    set({ theme });
    applyTheme(theme);
  },
}));

/** Reads the stored choice and follows the system while it is `system`. @returns a function that ends it */
export const followTheme = (): (() => void) => {
  useThemeStore.setState({ theme: storedTheme() });
  applyTheme(storedTheme());
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => applyTheme(useThemeStore.getState().theme);
  system.addEventListener('change', follow);
  return () => system.removeEventListener('change', follow);
};

const applyTheme = (theme: Theme): void => {
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
};

const storedTheme = (): Theme => {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
};
