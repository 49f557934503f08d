/** A complete environment, name by name; what the agent chose is marked as such. */
import type { ReactNode } from 'react';
import { Visible } from '#renderer/ui/visible.tsx';

export function EnvTable(props: {
  readonly env: Readonly<Record<string, string>>;
  readonly fromAgent: readonly string[];
}): ReactNode {
  const names = Object.keys(props.env).sort();
  if (names.length === 0) return <span className="in-words">none</span>;
  return (
    <table className="env exact">
      <caption className="unseen">Environment variables</caption>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">
              <Visible text={name} />
            </th>
            <td>
              {props.env[name] === '' ? <span className="quiet">empty</span> : <Visible text={props.env[name] ?? ''} />}
              {props.fromAgent.includes(name) && <small className="env-agent">from the agent</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
