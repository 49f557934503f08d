/** What the doctor says about this shell: whether the person can be reached at all. */
import type { DoctorCheck } from '#shared/contract/index.ts';
import type { TrayPresence } from './tray-presence.ts';

export function shellChecks(tray: TrayPresence, hasNotifications: boolean): readonly DoctorCheck[] {
  return [
    {
      name: 'Tray icon',
      state: tray.present ? 'ok' : 'warning',
      found: `${tray.because}.`,
      fix: tray.present
        ? null
        : 'The window stays open or minimised instead. On GNOME, the extension "AppIndicator and KStatusNotifierItem Support" brings the tray back.',
    },
    {
      name: 'Notifications',
      state: hasNotifications ? 'ok' : 'warning',
      found: hasNotifications ? 'This desktop shows notifications.' : 'This desktop shows no notifications.',
      fix: hasNotifications ? null : 'Keep the window in view, or start a notification service.',
    },
  ];
}
