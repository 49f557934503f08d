/** Whether an engine has an image. One that does not answer has none. */
import type Docker from 'dockerode';

export const isImageHere = (docker: Docker, name: string): Promise<boolean> =>
  docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
