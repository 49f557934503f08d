/** Catches what should not happen while drawing, and says so, in place of an empty window. */
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Visible } from '../ui/visible.tsx';
import { Words } from '../ui/words.tsx';
import './signed-out.css';

export class CrashGuard extends Component<{ readonly children: ReactNode }, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown): { readonly message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <main className="signed-out" role="alert">
        <h1>This page made a mistake</h1>
        <p>
          <Visible text={message} mode="layout" />
        </p>
        <p>
          <Words text="Nothing was approved by it, and Countersign itself goes on. `countersign approvals list` shows what waits." />
        </p>
        <div>
          <Button onClick={() => window.location.reload()}>Reload</Button>
        </div>
      </main>
    );
  }
}
