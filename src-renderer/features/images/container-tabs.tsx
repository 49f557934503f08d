/** The two sides of containers: the images that they start from, and the engine that starts them. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import './container-tabs.css';

const sides = [
  { path: '/images', name: 'Images' },
  { path: '/engine', name: 'Engine' },
] as const;

export function ContainerTabs({ at }: { readonly at: (typeof sides)[number]['path'] }): ReactNode {
  return (
    <nav className="container-tabs" aria-label="Containers">
      {sides.map(({ path, name }) => (
        <Link key={path} href={path} className="container-tab" aria-current={path === at ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
