-- Vectors, for matching.
CREATE EXTENSION IF NOT EXISTS vector;
