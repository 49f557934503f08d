export { executeCommand } from './execute-command.ts';
