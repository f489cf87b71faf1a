"""Bytes in, bytes out: the only room that imports PyNaCl and pyrage. No files, no sentences."""
