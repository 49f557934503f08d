/** A Node project. npm and node run other code, so what is not spelt out word for word waits for a person. */

export const nodePack = {
  id: 'node-project',
  title: 'Node project',
  sentence: 'Agents may see what is installed; scripts, installs and node itself wait for you.',
  commands: `  npm:
    executable: /usr/bin/npm
    max_timeout: 15m
    rules:
      - verdict: allow
        args: ["--version|ls"]
        because: says what is installed and runs nothing of the project
        examples: { match: [[npm, ls], [npm, --version]], not_match: [[npm, install], [npm, ls, --prefix=/tmp]] }
      - verdict: ask
        args: [test, "..."]
        because: runs the project's own scripts, which the agent may have written
        examples: { match: [[npm, test]], not_match: [[npm, ls]] }
      - verdict: ask
        args: ["run|run-script", "<pattern:[A-Za-z0-9:_-]{1,60}>"]
        because: runs the project's own scripts, which the agent may have written
        examples: { match: [[npm, run, build], [npm, run, "test:unit"]], not_match: [[npm, run], [npm, exec, x]] }
      - verdict: ask
        network: true
        args: ["ci|install", "..."]
        because: fetches packages and may run their install scripts
        examples: { match: [[npm, ci], [npm, install, left-pad]], not_match: [[npm, ls]] }
  node:
    executable: /usr/bin/node
    max_timeout: 15m
    rules:
      - verdict: ask
        args: ["<path:exec>", "..."]
        because: runs a script, which the agent may have written
        examples: { match: [[node, build.js]], not_match: [[node]] }
      - verdict: deny
        args: ["-e|-p|-r|-i|--eval|--print|--require|--import|--interactive", "..."]
        because: runs code that stands in no file
        examples: { match: [[node, -e, "1"], [node, --no-warnings, -e, "1"]], not_match: [[node, build.js]] }
`,
};
