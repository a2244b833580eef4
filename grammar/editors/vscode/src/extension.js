// Starts `hhrules lsp` for rulebooks, and says what to do where it cannot be started.

const fs = require("fs");
const path = require("path");
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

/** The program: as it is set, below an opened folder where a file of that name is there. */
function program() {
  const set = vscode.workspace.getConfiguration("hhrules").get("path") || "hhrules";
  if (path.isAbsolute(set) || !/[\\/]/.test(set)) {
    return set;
  }
  const folders = vscode.workspace.workspaceFolders || [];
  const found = folders.map((f) => path.join(f.uri.fsPath, set)).find((p) => fs.existsSync(p));
  return found || set;
}

async function start() {
  const command = program();
  client = new LanguageClient(
    "hhrules",
    "hhrules",
    { command, args: ["lsp"], transport: TransportKind.stdio },
    {
      documentSelector: [
        { scheme: "file", language: "hhrules" },
        { scheme: "untitled", language: "hhrules" },
      ],
    }
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await tell(command, error);
  }
}

async function tell(command, error) {
  const settings = "Open settings";
  const chosen = await vscode.window.showErrorMessage(
    `The rulebook server could not be started (${command}: ${error.message}). ` +
      'Install it with: pip install "hhrules[lsp]", or set hhrules.path to where it stands.',
    settings
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "hhrules.path");
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) {
    await running.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("hhrules.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("hhrules.path")) {
        void restart();
      }
    })
  );
  await start();
}

module.exports = { activate, deactivate: stop };
