"""Tables in from xlsx, xls and csv, and out again: bytes in, plain values out, no store."""
