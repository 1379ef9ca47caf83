"""What every room may import: schema, services, scales, genres, licences."""
