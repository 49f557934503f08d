/** The images that solvers run in: which are there, how old, and building them with how far it is. */
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Icon } from '#renderer/ui/icons.tsx';
import { List, type ListEntry } from '#renderer/ui/list.tsx';
import { Split } from '#renderer/ui/split.tsx';
import { Empty, Failed, Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { HostError } from '#shared/contract/index.ts';
import type { RunnerImage } from '#shared/model/index.ts';
import { bytes, counted } from '#shared/text/index.ts';
import { ContainerTabs } from './container-tabs.tsx';
import { ImageCard } from './image-card.tsx';
import { percentOf, stateWords, worthBuilding } from './image-words.ts';
import './images.css';

export function ImagesScreen({ name }: { readonly name: string | null }): ReactNode {
  const list = useOperation('images.list', {});
  const [, go] = useLocation();
  if (list.error !== null && list.data === undefined) {
    return (
      <div className="images-alone">
        <ContainerTabs at="/images" />
        <Unlisted error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  return (
    <Split
      open={name}
      backLabel="All images"
      detailLabel="Image"
      onBack={() => go('/images')}
      list={
        <>
          <ContainerTabs at="/images" />
          {list.data === undefined ? (
            <Loading label="Loading images" />
          ) : (
            <>
              <BuildMissing images={list.data} />
              <List
                label="Images"
                entries={entriesOf(list.data)}
                selected={name}
                rowPx={51}
                onSelect={(key, how) => go(`/images/${encodeURIComponent(key)}`, { replace: how === 'step' })}
                row={(image) => <ImageRow image={image} />}
              />
            </>
          )}
        </>
      }
      detail={<Detail name={name} images={list.data} />}
    />
  );
}

/** Without an engine there is nothing to list; that is a state of the machine, and the engine's page says more. */
function Unlisted({ error, onRetry }: { readonly error: HostError; readonly onRetry: () => void }): ReactNode {
  if (error.code !== 'CONFLICT') {
    return (
      <Failed
        what="The images cannot be shown"
        error={error}
        stillWorks="`countersign images list` shows the same in a terminal."
        onRetry={onRetry}
      />
    );
  }
  return (
    <Empty icon="gone" title="No container engine">
      <p>
        <Visible text={error.message} mode="layout" />
      </p>
      <p>Solvers run in containers, so none can run now. Everything else works as before.</p>
      <p>
        <Link href="/engine">See where it was looked for, or choose one</Link>
      </p>
      <Button onClick={onRetry}>Look again</Button>
    </Empty>
  );
}

function BuildMissing({ images }: { readonly images: readonly RunnerImage[] }): ReactNode {
  const building = useCommand('images.build');
  const wanted = worthBuilding(images);
  if (wanted.length === 0 && building.error === null) return null;
  return (
    <div className="images-top">
      {wanted.length > 0 && (
        <Button inert={building.isPending} onClick={() => building.mutate({ names: wanted.map(({ name }) => name) })}>
          Build {wanted.length === 1 ? wanted[0]?.name : counted(wanted.length, 'image', 'images')}
        </Button>
      )}
      {building.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            Building did not begin. <Visible text={building.error.message} mode="layout" />
          </Notice>
        </div>
      )}
    </div>
  );
}

function entriesOf(images: readonly RunnerImage[]): readonly ListEntry<RunnerImage>[] {
  const rows = (kind: RunnerImage['kind']): ListEntry<RunnerImage>[] =>
    images.filter((image) => image.kind === kind).map((image) => ({ kind: 'row', key: image.name, value: image }));
  return [...rows('runner'), { kind: 'heading', key: ' base', text: 'What they stand on' }, ...rows('base')];
}

function ImageRow({ image }: { readonly image: RunnerImage }): ReactNode {
  const { tone, icon, word } = stateWords(image);
  const percent = percentOf(image);
  return (
    <>
      <strong className="image-name">{image.kind === 'base' ? 'base' : image.name}</strong>
      <span className="row-end">
        <Said tone={tone} icon={icon}>
          {image.state === 'building' && percent !== null ? `${word} ${percent} %` : word}
        </Said>
      </span>
      <span className="row-line row-who">
        {image.created_at !== null && image.bytes !== null ? (
          <>
            {bytes(image.bytes)}, made <Ago iso={image.created_at} />
          </>
        ) : (
          <Visible text={image.purpose} mode="layout" />
        )}
      </span>
    </>
  );
}

function Detail(props: {
  readonly name: string | null;
  readonly images: readonly RunnerImage[] | undefined;
}): ReactNode {
  const { name, images } = props;
  if (images === undefined) return <Loading label="Loading the image" lines={4} />;
  const image = images.find((one) => one.name === name);
  if (image !== undefined) return <ImageCard key={image.name} image={image} />;
  if (name !== null) return <Empty icon="gone" title="There is no such image" />;
  if (images.some(({ kind, id }) => kind === 'runner' && id !== null))
    return <Empty icon="doc" title="Choose an image" />;
  return (
    <Empty icon="doc" title="No image is built yet">
      <p>
        A solver runs in an image that is built on this machine, from recipes that come with Countersign. Build the ones
        that you want; until then solvers are refused.
      </p>
      <p className="quiet">
        <Icon name="clock" /> The first one takes longest: it brings the base along.
      </p>
    </Empty>
  );
}
