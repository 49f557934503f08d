/** The policy: its states on the way in; the workbench itself, with the YAML editor, is loaded when it is first looked at. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Failed, Loading } from '#renderer/ui/states.tsx';
import './policy.css';

const Workbench = lazy(async () => ({ default: (await import('./workbench.tsx')).Workbench }));

export function PolicyScreen({ line }: { readonly line: string | null }): ReactNode {
  const { data, error, refetch } = useOperation('policy.read', {});
  const wanted = /^\d{1,7}$/.test(line ?? '') ? Number(line) : null;
  if (error !== null && data === undefined) {
    return (
      <Failed
        what="The policy file cannot be shown"
        error={error}
        stillWorks="The policy that was loaded stays in force."
        onRetry={() => void refetch()}
      />
    );
  }
  const loading = <Loading label="Loading the policy" lines={10} />;
  if (data === undefined) return loading;
  return (
    <Suspense fallback={loading}>
      <Workbench file={data.text} status={data.status} line={wanted} />
    </Suspense>
  );
}
