/** How the editor looks: our tokens alone, so that light and dark follow the page. Mounted as a constructed sheet in the shadow root. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: 'var(--t-code)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-line': { padding: '0 12px 0 4px', unicodeBidi: 'isolate-override', direction: 'ltr' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--faint)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 12px', minWidth: '36px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--text)' },
  '& ::selection, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--accent) 26%, transparent)',
  },
  '.cm-rule': { backgroundColor: 'var(--accent-soft)' },
  '.cm-bad': { backgroundColor: 'var(--deny-soft)' },
  '.cm-note': {
    backgroundColor: 'var(--deny-soft)',
    color: 'var(--deny)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--t-small)',
    lineHeight: '16px',
    padding: '2px 12px 4px 4px',
    whiteSpace: 'normal',
    overflowWrap: 'anywhere',
  },
  '.cm-note-warning': { backgroundColor: 'var(--ask-soft)', color: 'var(--ask)' },
  '.cm-wrong': {
    textDecoration: 'underline wavy var(--deny) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-specialChar': { color: 'var(--deny)', border: '1px solid currentcolor', borderRadius: '3px', padding: '0 2px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--t-base)',
    overflow: 'hidden',
  },
  '.cm-says, .cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '360px', lineHeight: '1.4' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '1.4' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--faint)', fontStyle: 'normal', fontFamily: 'var(--font-ui)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel.cm-search': { fontFamily: 'var(--font-ui)', padding: '6px 28px 6px 8px' },
  '.cm-panel.cm-search label': { fontSize: 'var(--t-small)' },
  '.cm-textfield': {
    backgroundColor: 'var(--bg)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    padding: '3px 6px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    padding: '3px 8px',
  },
  '.cm-panel button[name=close]': { color: 'var(--dim)', fontSize: 'var(--t-lead)' },
  '.cm-searchMatch': { backgroundColor: 'var(--ask-soft)', outline: '1px solid var(--ask)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--faint)' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--dim)' },
]);

export const editorLook: Extension = [theme, syntaxHighlighting(colours)];
