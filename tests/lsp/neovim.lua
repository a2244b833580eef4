-- What somebody does in Neovim with a rulebook: types a mistake, mends it, renames, formats, runs the
-- examples. Each step's outcome goes to the file named by $RESULT, a line of JSON each.

local result = io.open(vim.env.RESULT, "w")

local function say(step, value)
  result:write(vim.fn.json_encode({ step, value }) .. "\n")
  result:flush()
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end

local function wait(what, holds)
  if not vim.wait(20000, holds, 10) then
    say("waited in vain", what)
    vim.cmd("cquit")
  end
end

local function find(words, inside)
  vim.fn.cursor(1, 1)
  vim.fn.search("\\V" .. words, "cW")
  local at = vim.api.nvim_win_get_cursor(0)
  vim.api.nvim_win_set_cursor(0, { at[1], at[2] + (inside or 0) })
end

local function ask(method, extra)
  local client = vim.lsp.buf_get_clients(0)
  local id, one = next(client)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, one.offset_encoding), extra or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
  local answer = answers and answers[id]
  if not answer or answer.err then
    say("no answer", { method, answer and answer.err or "none" })
    vim.cmd("cquit")
  end
  return answer.result, one
end

local function messages()
  return vim.tbl_map(function(d)
    return { d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code), d.message, d.lnum }
  end, vim.diagnostic.get(0))
end

local function steps()
  vim.cmd("edit " .. vim.env.RULEBOOK)
  say("filetype", vim.bo.filetype)
  wait("the server", function()
    local _, client = next(vim.lsp.buf_get_clients(0))
    return client and client.server_capabilities ~= nil and client.initialized
  end)

  vim.cmd("%s/where units/where unitz/")
  wait("the mistake", function() return #vim.diagnostic.get(0) == 1 end)
  say("mistake", messages())

  find("unitz", 1)
  local line = vim.lsp.util.make_range_params(0, "utf-16")
  local actions, client = ask("textDocument/codeAction", {
    range = line.range,
    context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics() },
  })
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
  wait("the mended text", function() return #vim.diagnostic.get(0) == 0 end)
  say("mended", text())

  find("define timed lines", 8)
  local hover = ask("textDocument/hover")
  say("hover", hover.contents.value)

  find("for each    timed line", 12)
  local rename = ask("textDocument/rename", { newName = "long lines" })
  vim.lsp.util.apply_workspace_edit(rename, client.offset_encoding)
  say("renamed", text())

  vim.cmd("%s/| 5 /|5/")
  local edits = ask("textDocument/formatting", { options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, 0, client.offset_encoding)
  say("formatted", text())

  local ran = ask("workspace/executeCommand", {
    command = "hhrules.runExamples",
    arguments = { vim.uri_from_bufnr(0), "" },
  })
  say("examples", ran)
end

local fine, why = pcall(steps)
if not fine then
  say("broke off", why)
end
result:close()
vim.cmd(fine and "qall!" or "cquit")
