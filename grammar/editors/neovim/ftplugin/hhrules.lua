-- Rulebooks in Neovim: indentation, and the language server. Put this folder on the runtimepath:
--   set runtimepath+=/path/to/grammar/editors/neovim
-- The server's command can be set before: let g:hhrules_command = ['/path/to/hhrules', 'lsp']

vim.bo.commentstring = "# %s"
vim.bo.comments = ":#"
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.bo.expandtab = true
vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"

local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local git = vim.fn.finddir(".git", folder .. ";")
  return git ~= "" and vim.fn.fnamemodify(git, ":p:h:h") or folder
end

local config = {
  name = "hhrules",
  cmd = vim.g.hhrules_command or { "hhrules", "lsp" },
  root_dir = root_of(vim.api.nvim_buf_get_name(0)),
}

if vim.lsp.start then
  vim.lsp.start(config)
else -- before Neovim 0.8: one server for each folder, kept here
  _G.hhrules_clients = _G.hhrules_clients or {}
  local known = _G.hhrules_clients[config.root_dir]
  if not known or not vim.lsp.get_client_by_id(known) then
    known = vim.lsp.start_client(config)
    _G.hhrules_clients[config.root_dir] = known
  end
  if known then
    vim.lsp.buf_attach_client(0, known)
  end
end
