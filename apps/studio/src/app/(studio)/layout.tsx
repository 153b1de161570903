import type { ReactNode } from 'react';
import { AccountMenu } from '../../features/session/account-menu';
import { SessionGate } from '../../features/session/session-gate';
import { LiveEventsProvider } from '../../shared/api/live-events';
import { Frame } from '../../shared/frame/frame';

const StudioLayout = ({ children }: { readonly children: ReactNode }) => (
  <SessionGate>
    <LiveEventsProvider>
      <Frame account={<AccountMenu />}>{children}</Frame>
    </LiveEventsProvider>
  </SessionGate>
);

export default StudioLayout;
