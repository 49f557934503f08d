export { answerJson } from './answer-json.ts';
export { closeServer } from './close-server.ts';
export { knock } from './knock.ts';
export { listenOnLoopback } from './listen.ts';
export { listenOnSocket } from './listen-on-socket.ts';
export { readBody } from './read-body.ts';
