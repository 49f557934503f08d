/** A fresh token, shown this once, and the ready-made configuration for each agent program. */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { CopyButton, Notice } from '#renderer/ui/card.tsx';
import { clientSnippets } from '#shared/text/index.ts';

export function ConnectApp({ name, token }: { readonly name: string; readonly token: string }): ReactNode {
  const status = useOperation('host.status', {});
  const [app, setApp] = useState(0);
  const id = useId();
  const cli = status.data?.cli ?? ['npx', 'countersign'];
  const snippets = clientSnippets({
    endpoint: status.data?.endpoint ?? '',
    token,
    bridge: [...cli, 'bridge', '--data-dir', status.data?.data_dir ?? ''],
  });
  const chosen = snippets[app];
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = (app + by + snippets.length) % snippets.length;
    setApp(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  };
  return (
    <div className="connect">
      <Notice tone="ask">
        The token of “{name}” is shown this once. Countersign keeps only its hash; if it is lost, revoke the client and
        add it again.
      </Notice>
      <div className="token">
        <code>{token}</code>
        <CopyButton text={token} what="the token" tone="plain" />
      </div>
      <div className="tabs" role="tablist" aria-label="Agent program">
        {snippets.map((snippet, index) => (
          <button
            key={snippet.app}
            id={`${id}-tab-${index}`}
            type="button"
            role="tab"
            className="tab"
            aria-selected={index === app}
            aria-controls={`${id}-panel`}
            tabIndex={index === app ? 0 : -1}
            onClick={() => setApp(index)}
            onKeyDown={onKeyDown}
          >
            {snippet.app}
          </button>
        ))}
      </div>
      {chosen !== undefined && (
        <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-tab-${app}`} className="snippet">
          <p>Where: {chosen.where}</p>
          <pre>{chosen.text}</pre>
          <CopyButton text={chosen.text} what={`the configuration for ${chosen.app}`} tone="plain" />
        </div>
      )}
    </div>
  );
}
