"""What a watch without a rating says of somebody: learned where stars are known and were hidden."""
