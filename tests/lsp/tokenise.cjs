// Reads rulebooks as an editor does: one JSON line for each file, with the scopes of each token.
// Usage: node tokenise.cjs MODULES GRAMMAR FILE...

const fs = require("fs");
const path = require("path");

const [modules, grammarFile, ...files] = process.argv.slice(2);
const { Registry, INITIAL, parseRawGrammar } = require(path.join(modules, "vscode-textmate"));
const oniguruma = require(path.join(modules, "vscode-oniguruma"));

async function main() {
  const wasm = path.join(modules, "vscode-oniguruma", "release", "onig.wasm");
  await oniguruma.loadWASM(fs.readFileSync(wasm).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(fs.readFileSync(grammarFile, "utf8"), grammarFile),
  });
  const grammar = await registry.loadGrammar("source.hhrules");
  for (const file of files) {
    let state = INITIAL;
    const lines = fs.readFileSync(file, "utf8").split("\n");
    const found = lines.map((line) => {
      const result = grammar.tokenizeLine(line, state);
      state = result.ruleStack;
      return result.tokens.map((token) => [
        line.slice(token.startIndex, token.endIndex),
        token.scopes.slice(1),
      ]);
    });
    process.stdout.write(JSON.stringify({ file, lines: found }) + "\n");
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
