"""What newcomers are asked first, measured on people on whom nothing was fitted or chosen."""
