"""Generated text as such: lines with their places, names, constants, and the code made of them."""
