"""The commands of `essaim`, one module each with `main(arguments)`; imported only when chosen."""
