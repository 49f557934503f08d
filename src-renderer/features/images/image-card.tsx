/** One image: what it is for, which one is here, why to build it anew, how building it goes or went wrong, and what is in it. */
import type { ReactNode } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton, Fact, Notice } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { Words } from '#renderer/ui/words.tsx';
import type { RunnerImage } from '#shared/model/index.ts';
import { bytes, shortHash } from '#shared/text/index.ts';
import { ImagePackages } from './image-packages.tsx';
import { ImageProgress } from './image-progress.tsx';
import { buildVerb, isUnderWay, stateWords } from './image-words.ts';

export function ImageCard({ image }: { readonly image: RunnerImage }): ReactNode {
  const { tone, icon, word } = stateWords(image);
  return (
    <article className="card" aria-labelledby="image-title">
      <header className="card-part">
        <div className="card-who">
          <Said tone={tone} icon={icon}>
            {word}
          </Said>
        </div>
        <h1 className="card-title" id="image-title">
          {image.kind === 'base' ? 'The base' : image.name}
        </h1>
        <p>{image.purpose}</p>
      </header>
      {isUnderWay(image) && <ImageProgress image={image} />}
      <Trouble image={image} />
      <section className="card-part" aria-label="About this image">
        <ImageFacts image={image} />
      </section>
      {!isUnderWay(image) && (
        <footer className="card-part">
          <Build image={image} />
        </footer>
      )}
      {image.id !== null && <ImagePackages key={image.id} image={image} />}
    </article>
  );
}

function ImageFacts({ image }: { readonly image: RunnerImage }): ReactNode {
  const { id, created_at, bytes: size, tag } = image;
  return (
    <dl className="facts">
      <Fact term="Name">
        <Visible text={tag} />
      </Fact>
      {id === null ? (
        <Fact term="Image" inWords>
          none yet
        </Fact>
      ) : (
        <Fact term="Digest">
          <code title={id}>{shortHash(id.replace(/^sha256:/, ''))}</code>{' '}
          <CopyButton text={id} what="the image’s digest in full" />
        </Fact>
      )}
      {created_at !== null && (
        <Fact term="Made" inWords>
          <Ago iso={created_at} />
        </Fact>
      )}
      {size !== null && (
        <Fact term="Size" inWords>
          {bytes(size)}
        </Fact>
      )}
    </dl>
  );
}

/** What is wrong with it, and what to do. */
function Trouble({ image }: { readonly image: RunnerImage }): ReactNode {
  const { state, problem, fix, outdated_because, id } = image;
  if (state === 'failed') {
    return (
      <section className="card-part" role="alert" aria-label="Why it failed">
        <Notice tone="deny">
          <p>
            <Visible text={problem ?? 'It could not be built.'} mode="layout" />
          </p>
        </Notice>
        {fix !== null && (
          <p>
            <Words text={fix} />
          </p>
        )}
        {id !== null && <p className="quiet">The image from before is still there, and in use.</p>}
      </section>
    );
  }
  if (outdated_because === null || isUnderWay(image)) return null;
  return (
    <section className="card-part" aria-label="Why to build it anew">
      <Notice tone="ask">{outdated_because} It can be used as it is; building it anew brings today’s packages.</Notice>
    </section>
  );
}

function Build({ image }: { readonly image: RunnerImage }): ReactNode {
  const building = useCommand('images.build');
  return (
    <>
      <div className="card-row">
        <Button
          tone={image.state === 'ready' ? 'plain' : 'approve'}
          inert={building.isPending}
          onClick={() => building.mutate({ names: [image.name] })}
        >
          {buildVerb(image)}
        </Button>
        <span className="quiet image-cost">{costOf(image)}</span>
      </div>
      {building.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            Building did not begin. <Visible text={building.error.message} mode="layout" />
          </Notice>
        </div>
      )}
    </>
  );
}

function costOf({ kind, name }: RunnerImage): string {
  if (kind === 'base') return 'Pulled from a registry, or made here from Debian’s packages.';
  return name === 'sage'
    ? 'Takes several gigabytes and a good while. Packages come from Debian.'
    : 'Takes a few minutes. Packages come from Debian.';
}
