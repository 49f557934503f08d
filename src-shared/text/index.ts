/** Text for people: hidden characters made visible, sizes, times, short forms. Pure; no DOM, no Node. */

export { closestOption } from './arguments/closest-option.ts';
export { explainArguments } from './arguments/explain-arguments.ts';
export { keysAt } from './arguments/schema-words.ts';
export { clientSnippets } from './client-snippets.ts';
export { commandLine } from './command-line.ts';
export { confinementParts, confinementUser, sandboxWords } from './confinement-words.ts';
export {
  containerLimitWords,
  containmentWords,
  egressWords,
  hostAndPort,
  solverQuestionWords,
  targetWords,
  validatedWords,
} from './container-words.ts';
export { cutText } from './cut-text.ts';
export { decodeVisible } from './decode-visible.ts';
export { eachTime } from './each-time.ts';
export { type FileFact, fileFacts } from './file-facts.ts';
export { fileReach } from './file-reach.ts';
export { fileLine, fileSentence, fileSubject, fromWorkspace } from './file-words.ts';
export { foreignHosts } from './foreign-hosts.ts';
export { hexLines } from './hex-lines.ts';
export { type HousePlan, houseLine, houseSentence } from './house-words.ts';
export { limitNames } from './limit-names.ts';
export { limitThatEnded } from './limit-that-ended.ts';
export { limitsWords } from './limit-words.ts';
export { lookAlikesIn, looksMixed } from './look-alikes.ts';
export { nearestWord } from './nearest-word.ts';
export { peerWords, saysOtherName } from './peer-words.ts';
export { riskOf } from './plan-risk.ts';
export { shapeOf, shapeWords } from './plan-shape.ts';
export { networkWords, textsOf } from './plan-words.ts';
export { bytes, clock, counted, duration, grouped, sizeLimit } from './quantities.ts';
export { questionWords } from './question-words.ts';
export { quoted } from './quoted.ts';
export { hasRightToLeft } from './right-to-left.ts';
export { exportPiece, type RunExportFormat } from './run-export.ts';
export { baseName, folderName, shortenHome, shortHash, shortId } from './short-forms.ts';
export { dayOf, exactTime, relativeTime, timeOfDay } from './times.ts';
export {
  hasHidden,
  hiddenCount,
  type MarkSpan,
  markHidden,
  type Span,
  type VisibleMode,
  visible,
  visibleText,
} from './visible.ts';
