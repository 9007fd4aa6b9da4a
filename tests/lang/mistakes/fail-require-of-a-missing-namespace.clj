(require 'no.such.lib)
