"""The pages of the desk, one for each thing people do. A page takes what it uses and speaks upwards by signals."""
