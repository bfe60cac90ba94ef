"""What S3 goes by beside policies."""
