/** A Python project. Python and pip run other code, so what is not spelt out word for word waits for a person. */

export const pythonPack = {
  id: 'python-project',
  title: 'Python project',
  sentence: 'Agents may see what is installed; scripts, tests and installs wait for you.',
  commands: `  python3:
    executable: /usr/bin/python3
    max_timeout: 15m
    rules:
      - verdict: ask
        args: ["-m", "pytest|unittest|mypy", "..."]
        because: runs the project's own code, which the agent may have written
        examples: { match: [[python3, -m, pytest]], not_match: [[python3]] }
      - verdict: ask
        args: ["<path:exec>", "..."]
        because: runs a script, which the agent may have written
        examples: { match: [[python3, tools/build.py]], not_match: [[python3]] }
      - verdict: deny
        args: ["-c|-i|-", "..."]
        because: runs code that stands in no file
        examples: { match: [[python3, -c, "1"], [python3, -I, -c, "1"]], not_match: [[python3, tools/build.py]] }
  pip:
    executable: /usr/bin/pip
    max_timeout: 15m
    rules:
      - verdict: allow
        args: ["--version|list|freeze|check"]
        because: says what is installed and changes nothing
        examples: { match: [[pip, list], [pip, --version]], not_match: [[pip, install, x], [pip, uninstall, x]] }
      - verdict: ask
        network: true
        args: [install, "..."]
        because: fetches packages and may run their set-up code
        examples: { match: [[pip, install, -r, requirements.txt]], not_match: [[pip, list]] }
`,
};
