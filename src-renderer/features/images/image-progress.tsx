/** How far a build is: a bar with a figure, the engine's last words, and the way to stop it. */
import type { ReactNode } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RunnerImage } from '#shared/model/index.ts';
import { percentOf } from './image-words.ts';

export function ImageProgress({ image }: { readonly image: RunnerImage }): ReactNode {
  const stopping = useCommand('images.stop');
  const percent = percentOf(image);
  const { progress } = image;
  return (
    <section className="card-part image-progress" aria-label="Building">
      <div className="card-row">
        <progress
          className="image-bar"
          aria-label={`Building ${image.name}`}
          max={100}
          {...(percent === null ? {} : { value: percent })}
        />
        <span className="figures">
          {image.state === 'waiting'
            ? 'waits its turn'
            : progress === null || progress.steps === 0
              ? 'getting ready'
              : `step ${progress.step} of ${progress.steps}`}
        </span>
        <Button inert={stopping.isPending} onClick={() => stopping.mutate({ name: image.name })}>
          Stop
        </Button>
      </div>
      {progress !== null && (
        <code className="image-words">
          <Visible text={progress.words} mode="layout" />
        </code>
      )}
      {stopping.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It could not be stopped. <Visible text={stopping.error.message} mode="layout" />
          </Notice>
        </div>
      )}
    </section>
  );
}
