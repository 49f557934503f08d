/** The dialog for what the person is about to do to the policy, if any. */
import type { ReactNode } from 'react';
import { AddRuleDialog } from './add-rule-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { PackDialog } from './pack-dialog.tsx';
import type { PolicyTask } from './policy-bar.tsx';
import type { PolicyDesk, PolicyDraft } from './policy-draft.tsx';
import { ChangesDialog, ConflictDialog, SaveDialog } from './save-dialog.tsx';
import type { Saving } from './use-save.ts';

export function TaskDialog(props: {
  readonly task: PolicyTask | null;
  readonly desk: PolicyDesk;
  readonly draft: PolicyDraft;
  /** As it is on disk now. */
  readonly file: string;
  readonly saving: Saving;
  readonly onClose: () => void;
  /** A rule was put into the draft. */
  readonly onAdded: (id: string) => void;
}): ReactNode {
  const { task, desk, draft, file, saving, onClose } = props;
  const began = draft.base?.text ?? '';
  const leaveWith = (next: PolicyDraft): void => {
    desk.draft.set(next);
    onClose();
  };
  if (saving.step.at === 'confirm') {
    return (
      <SaveDialog
        loosens={saving.step.loosens}
        before={began}
        after={draft.text}
        busy={false}
        onSave={saving.confirm}
        onBack={saving.cancel}
      />
    );
  }
  switch (task) {
    case 'add-rule':
      return (
        <AddRuleDialog
          text={draft.text}
          onClose={onClose}
          onAdd={(text, id) => {
            leaveWith({ ...draft, text });
            props.onAdded(id);
          }}
        />
      );
    case 'pack':
      return <PackDialog text={draft.text} onClose={onClose} onTake={(text) => leaveWith({ ...draft, text })} />;
    case 'import':
      return <ImportDialog text={draft.text} onClose={onClose} onTake={(text) => leaveWith({ ...draft, text })} />;
    case 'changes':
      return (
        <ChangesDialog
          before={began}
          after={draft.text}
          onBack={onClose}
          onDiscard={() => leaveWith({ base: { text: file }, text: file })}
        />
      );
    case 'conflict':
      return (
        <ConflictDialog
          began={began}
          file={file}
          onBack={onClose}
          onKeep={() => leaveWith({ base: { text: file }, text: draft.text })}
          onTake={() => leaveWith({ base: { text: file }, text: file })}
        />
      );
    default:
      return null;
  }
}
