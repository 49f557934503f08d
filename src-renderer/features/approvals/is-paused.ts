/** Whether everything is paused. */
import { useOperation } from '#renderer/client/queries.ts';

export const useIsPaused = (): boolean => (useOperation('host.status', {}).data?.paused ?? null) !== null;
