/** Where an engine was looked for, in the order of preference, and what came of each. */
import { type ReactNode, useState } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { EnginePlace, EngineReport } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { placeWords } from './engine-words.ts';

export function EnginePlaces({ report: { places, chosen } }: { readonly report: EngineReport }): ReactNode {
  const [all, setAll] = useState(false);
  const notable = places.filter(({ outcome }) => outcome !== 'absent');
  const shown = all || notable.length === 0 ? places : notable;
  if (places.length === 0) return null;
  return (
    <section className="card-part" aria-label="Where it was looked for">
      <div className="card-row">
        <h2>Where it was looked for</h2>
        {notable.length > 0 && notable.length < places.length && (
          <Toggle open={all} onChange={setAll} show={`show all ${places.length}`} hide="only where something answers" />
        )}
      </div>
      <ol className="engine-places">
        {shown.map((place) => (
          <Place key={place.address} place={place} />
        ))}
      </ol>
      <p className="quiet">
        {chosen !== null
          ? 'You chose this one, so no other is looked for.'
          : places.length === 1
            ? 'This was said by the environment, so no other is looked for.'
            : `${counted(places.length, 'place', 'places')}; the first that answers is used.`}
      </p>
    </section>
  );
}

function Place({ place }: { readonly place: EnginePlace }): ReactNode {
  const { tone, icon, word } = placeWords[place.outcome];
  return (
    <li className="engine-place">
      <Said tone={tone} icon={icon}>
        {word}
      </Said>
      <code>
        <Visible text={place.address} />
      </code>
      <span className="quiet">
        <Visible
          text={place.outcome === 'used' ? `${place.words}; looked for ${place.because}` : place.words}
          mode="layout"
        />
      </span>
    </li>
  );
}
