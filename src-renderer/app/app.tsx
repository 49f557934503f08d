/** The whole app around a host: data, routes, and what to show when there is no way in. */
import type { QueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { createQueryClient, HostProvider } from '../client/context.tsx';
import type { HostLink } from '../client/host-link.ts';
import { useStore } from '../client/store.ts';
import { PolicyDraftProvider } from '../features/policy/policy-draft.tsx';
import '../ui/tokens.css';
import '../ui/base.css';
import { AnnounceProvider } from '#renderer/ui/announce.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { Frame } from './frame.tsx';
import { SignedOut } from './signed-out.tsx';

export function App({ host, queryClient }: { readonly host: HostLink; readonly queryClient?: QueryClient }): ReactNode {
  const [cache] = useState(() => queryClient ?? createQueryClient());
  const state = useStore(host.state);
  if (state === 'signed-out') return <SignedOut kind={host.kind} />;
  return (
    <CrashGuard>
      <HostProvider host={host} queryClient={cache}>
        <AnnounceProvider>
          <PolicyDraftProvider>
            <Router hook={useHashLocation}>
              <Frame />
            </Router>
          </PolicyDraftProvider>
        </AnnounceProvider>
      </HostProvider>
    </CrashGuard>
  );
}
