autocmd BufRead,BufNewFile *.hhr setfiletype hhrules
